import { expect, test } from 'vitest';
import { changed, rejection, release, sharedWords, taskPool } from './helpers.ts';

test('ready() resolves at once while there is room', async () => {
  await using pool = taskPool({ maxThreads: 1, maxQueue: 2 });
  await pool.ready();
  await pool.ready();
  expect(pool.stats().created).toBe(0);
});

test('producers that await ready() fill the queue, and are never refused', async () => {
  await using pool = taskPool({ maxThreads: 1, maxQueue: 5 });
  let longest = 0;
  const results: number[] = [];
  const tasks: Promise<unknown>[] = [];
  async function produce(from: number): Promise<void> {
    for (let i = from; i < from + 200; i += 1) {
      await pool.ready();
      tasks.push(pool.run('add', [i, 0]).then((value) => results.push(value)));
      longest = Math.max(longest, pool.stats().queued);
    }
  }
  await Promise.all([produce(0), produce(200), produce(400)]);
  await Promise.all(tasks);
  expect(results.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, i) => i));
  expect(pool.stats()).toMatchObject({ completed: 600, refused: 0 });
  expect(longest).toBeLessThanOrEqual(5);
});

test('those who wait are let in, in order, when a task is taken out', async () => {
  await using pool = taskPool({ maxThreads: 1, maxQueue: 1 });
  const words = sharedWords();
  const held = pool.run('hold', [words]);
  await changed(words);
  const ahead = pool.run('add', [1, 0]);
  const controller = new AbortController();
  await pool.ready().catch(() => {});
  const waiting = rejection(pool.run('add', [2, 0], { signal: controller.signal }));
  const order: string[] = [];
  const first = pool.ready().then(() => order.push('first'));
  const second = pool.ready().then(() => order.push('second'));
  controller.abort();
  expect((await waiting).code).toBe('ABORT_ERR');
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  release(words);
  await Promise.all([held, ahead]);
});

test('close() rejects those who wait', async () => {
  const pool = taskPool({ maxThreads: 1, maxQueue: 1 });
  const tasks = [pool.run('add', [1, 2])];
  const waiting = rejection(pool.ready());
  const closed = pool.close();
  expect((await waiting).code).toBe('ERR_POOL_CLOSED');
  expect((await rejection(pool.ready())).code).toBe('ERR_POOL_CLOSED');
  await closed;
  expect(await Promise.all(tasks)).toEqual([3]);
});
