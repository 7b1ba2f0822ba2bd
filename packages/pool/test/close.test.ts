import { expect, test } from 'vitest';
import { changed, rejection, release, sharedWords, taskPool } from './helpers.ts';

test('lets running and waiting tasks finish and refuses new ones', async () => {
  const pool = taskPool({ maxThreads: 1 });
  const words = sharedWords();
  const held = pool.run('hold', [words]);
  const waiting = Array.from({ length: 300 }, (_, i) => pool.run('add', [i, 0]));
  await changed(words);
  const closed = pool.close();
  expect(pool.close()).toBe(closed);
  const refused = await rejection(pool.run('add', [1, 2]));
  expect(refused).toMatchObject({ name: 'PoolRefusedError', code: 'ERR_POOL_CLOSED' });
  release(words);
  await closed;
  expect(await held).toBe('released');
  expect(await Promise.all(waiting)).toEqual(Array.from({ length: 300 }, (_, i) => i));
  expect(pool.stats()).toMatchObject({ completed: 301, refused: 1, threads: 0, ending: 0 });
  expect(pool.threads).toEqual([]);
});

test('ends a pool that was never used, and one whose threads still start', async () => {
  await taskPool().close();
  const starting = taskPool({ minThreads: 2, maxThreads: 2 });
  expect(starting.threads).toHaveLength(2);
  await starting.close();
  expect(starting.stats()).toMatchObject({ created: 2, threads: 0, ending: 0 });
  expect(starting.stats().retired.closed).toBe(2);
});

test('is what await using calls', async () => {
  const outer = taskPool({ maxThreads: 1 });
  let result: Promise<number>;
  {
    await using pool = outer;
    result = pool.run('addLater', [1, 2]);
  }
  expect(await result).toBe(3);
  expect(outer.stats().threads).toBe(0);
});

test('idle() resolves at the moment at which nothing waits or runs', async () => {
  await using pool = taskPool({ maxThreads: 2 });
  await pool.idle();
  const settled: number[] = [];
  for (let i = 0; i < 100; i += 1) {
    void pool.run('addLater', [i, 0]).then((value) => settled.push(value));
  }
  await pool.idle();
  expect(settled).toHaveLength(100);
  expect(pool.stats()).toMatchObject({ queued: 0, running: 0, completed: 100 });
});

test('idle() waits until a worker that was told to end has ended', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  await rejection(pool.run('loop', [], { timeout: 10 }));
  await pool.idle();
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0, created: 1 });
});
