import { expect, test } from 'vitest';
import { createPool } from '../src/index.ts';
import { changed, rejection, release, sharedWords, taskPool } from './helpers.ts';

test("close({ waiting: 'reject' }) finishes what runs and rejects what waits", async () => {
  const pool = taskPool({ maxThreads: 1 });
  const words = sharedWords();
  const held = pool.run('hold', [words]);
  const waiting = Array.from({ length: 300 }, (_, i) => rejection(pool.run('add', [i, i])));
  await changed(words);
  const closed = pool.close({ waiting: 'reject' });
  const errors = await Promise.all(waiting);
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['ERR_POOL_CLOSED']));
  expect(errors[0]!.message).toContain("Task 'add' was given up");
  release(words);
  expect(await held).toBe('released');
  await closed;
  expect(pool.stats()).toMatchObject({ submitted: 301, completed: 1, failed: 300, threads: 0 });
});

test('tasks that a thread is free for are run, in order', async () => {
  const pool = taskPool({ maxThreads: 2 });
  const runs = [1, 2, 3, 4].map((n) => pool.run('add', [n, n]));
  const closed = pool.close({ waiting: 'reject' });
  const [first, second, ...rest] = await Promise.allSettled(runs);
  expect([first, second]).toMatchObject([{ value: 2 }, { value: 4 }]);
  expect(rest.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await closed;
});

test('after close() it rejects what that would have finished', async () => {
  const pool = taskPool({ maxThreads: 1 });
  const runs = [1, 2].map((n) => pool.run('add', [n, n]));
  const closed = pool.close();
  expect(pool.close({ waiting: 'reject' })).toBe(closed);
  const [first, second] = await Promise.allSettled(runs);
  expect([first!.status, second!.status]).toEqual(['fulfilled', 'rejected']);
  await closed;
});

test('another word is refused', async () => {
  const pool = taskPool();
  const error = await rejection(pool.close({ waiting: 'drop' as never }));
  expect(error.message).toContain("'waiting' must be 'finish' or 'reject'; it is 'drop'");
  await pool.close();
});

test('a module can be text, as a data: URL', async () => {
  const text = 'export const double = (n) => n * 2;';
  await using pool = createPool(`data:text/javascript,${encodeURIComponent(text)}`);
  expect(await pool.run('double', [21])).toBe(42);
  expect((await rejection(pool.run('triple', [1]))).code).toBe('ERR_POOL_NO_SUCH_TASK');
});
