import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { collected, taskPool } from './helpers.ts';

test('the caller keeps its AsyncLocalStorage context across await run()', async () => {
  await using pool = taskPool({ maxThreads: 2 });
  const storage = new AsyncLocalStorage<number>();
  const seen = await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      storage.run(i, async () => {
        await pool.run(i % 2 === 0 ? 'add' : 'addLater', [i, i]);
        return storage.getStore();
      }),
    ),
  );
  expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test('threads and timers started in a context do not hold it', async () => {
  const storage = new AsyncLocalStorage<object>();
  await using pool = taskPool({ maxThreads: 2, timeout: 60_000 });
  async function request(): Promise<WeakRef<object>> {
    const store = { request: 1 };
    await storage.run(store, () => pool.run('add', [1, 2]));
    return new WeakRef(store);
  }
  const ref = await request();
  expect(pool.stats().threads).toBe(1);
  expect(await collected(ref)).toBe(true);
});
