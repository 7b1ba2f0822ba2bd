import { expect, test } from 'vitest';
import { createPool } from '../src/index.ts';
import { fixture, rejection, taskPool } from './helpers.ts';

test('each task has a worker of its own, never more than maxThreads at a time', async () => {
  await using pool = taskPool({ maxThreads: 2, isolate: true });
  let most = 0;
  const running = () => pool.threads.filter(({ inFlight }) => inFlight > 0).length;
  const ids = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const { threadId } = await pool.run('where');
      most = Math.max(most, running());
      return threadId;
    }),
  );
  expect(new Set(ids).size).toBe(8);
  expect(most).toBeLessThanOrEqual(2);
  await pool.idle();
  expect(pool.stats()).toMatchObject({ completed: 8, failed: 0 });
  expect(pool.stats().retired.recycled).toBe(8);
});

test('a spare is ready before it is needed', async () => {
  await using pool = taskPool({ maxThreads: 1, isolate: { spares: 1 } });
  await pool.run('add', [1, 2]);
  for (let round = 0; round < 3; round += 1) {
    let spare = pool.threads.find(({ state }) => state === 'idle');
    while (!spare) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      spare = pool.threads.find(({ state }) => state === 'idle');
    }
    const { threadId } = spare;
    expect((await pool.run('where')).threadId).toBe(threadId);
  }
});

test('a task that kills its worker takes nothing with it', async () => {
  await using pool = taskPool({ maxThreads: 2, isolate: { spares: 0 } });
  const exits = [1, 2].map((code) => rejection(pool.run('exit', [code])));
  const sums = [1, 2, 3].map((n) => pool.run('add', [n, n]));
  for (const { code } of await Promise.all(exits)) expect(code).toBe('ERR_POOL_WORKER_EXITED');
  expect(await Promise.all(sums)).toEqual([2, 4, 6]);
  await pool.idle();
  expect(pool.stats()).toMatchObject({ threads: 0, created: 5 });
});

test.each([
  [{ isolate: 1 }, /'isolate' must be true, false or \{ spares \}/],
  [{ isolate: { spares: -1 } }, /'isolate.spares' must be a whole number/],
  [{ isolate: true, concurrency: 2 }, /'concurrency' must be 1 where tasks are isolated/],
])('%j is refused', (options, message) => {
  expect(() => createPool(fixture('tasks.mjs'), options as never)).toThrow(message);
});
