import { expect, test } from 'vitest';
import { changed, release, sharedWords, taskPool } from './helpers.ts';

test('a thread is replaced after so many tasks, and the replacement is ready first', async () => {
  await using pool = taskPool({ minThreads: 1, maxThreads: 1, recycle: { tasks: 10 } });
  await pool.run('add', [1, 2]);
  const served = new Set<number>();
  while (pool.stats().retired.recycled < 3) {
    served.add((await pool.run('where')).threadId);
    // Somebody always serves: never only a thread that still starts.
    const states = pool.threads.map((thread) => thread.state);
    expect(states.some((state) => state === 'idle' || state === 'busy')).toBe(true);
    expect(pool.threads.length).toBeLessThanOrEqual(2);
  }
  expect(served.size).toBeGreaterThanOrEqual(3);
  expect(pool.stats().failed).toBe(0);
});

test('no task is lost or run twice while threads are replaced under load', async () => {
  await using pool = taskPool({ maxThreads: 2, recycle: { tasks: 100 } });
  const numbers = Array.from({ length: 4000 }, (_, i) => i);
  let next = 0;
  const results: number[] = [];
  const lane = async (): Promise<void> => {
    while (next < numbers.length || pool.stats().retired.recycled < 2) {
      next += 1;
      results.push(await pool.run(next % 2 === 0 ? 'add' : 'addLater', [next, 0]));
    }
  };
  await Promise.all(Array.from({ length: 50 }, lane));
  expect(results.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: results.length }, (_, i) => i + 1),
  );
  expect(pool.stats()).toMatchObject({ failed: 0, completed: results.length });
});

test('a worn thread ends after its running task; what it had not begun runs elsewhere', async () => {
  await using pool = taskPool({ maxThreads: 1, recycle: { tasks: 1 } });
  const words = sharedWords();
  const first = pool.run('add', [1, 1]);
  const held = pool.run('hold', [words]);
  const others = Array.from({ length: 5 }, (_, i) => pool.run('add', [i, i]));
  expect(await first).toBe(2);
  await changed(words);
  // The replacement runs them while the worn thread is still held.
  expect(await Promise.all(others)).toEqual([0, 2, 4, 6, 8]);
  release(words);
  expect(await held).toBe('released');
  await pool.idle();
  expect(pool.stats().failed).toBe(0);
  expect(pool.stats().retired.recycled).toBeGreaterThanOrEqual(1);
});

test('a thread is replaced when it is old', async () => {
  await using pool = taskPool({ maxThreads: 1, recycle: { age: 1 } });
  await pool.run('add', [1, 2]);
  await pool.idle();
  // With nothing to do there is no replacement: the next task starts one.
  expect(pool.stats().retired.recycled).toBe(1);
  expect(pool.stats()).toMatchObject({ threads: 0, created: 1 });
  expect(await pool.run('add', [1, 2])).toBe(3);
});

test('a thread is replaced when it holds too much, buffers included', async () => {
  await using pool = taskPool({ maxThreads: 1, recycle: { memory: 64 * 2 ** 20 } });
  let kept = 0;
  while (pool.stats().retired.recycled === 0) {
    kept = Math.max(kept, await pool.run('keep', [2 ** 20]));
    expect(kept).toBeLessThan(100_000);
  }
  expect(kept).toBeGreaterThan(10);
  await pool.idle();
  expect(await pool.run('keep', [1])).toBeLessThan(kept);
});
