import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createPool } from '../src/index.ts';
import { fixture, rejection, taskPool } from './helpers.ts';

test('runs exported functions, sync and async, on another thread', async () => {
  await using pool = taskPool({ maxThreads: 2 });
  expect(await pool.run('add', [1, 2])).toBe(3);
  expect(await pool.run('addLater', [3, 4])).toBe(7);
  const { isMainThread, threadId } = await pool.run('where');
  expect(isMainThread).toBe(false);
  expect(pool.threads.map((thread) => thread.threadId)).toContain(threadId);
});

test('passes any number of arguments', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  for (let count = 0; count < 6; count += 1) {
    const args = Array.from({ length: count }, (_, i) => ({ i }));
    expect(await pool.run('echo', args)).toEqual(args);
  }
});

test('loads a CommonJS module, with names that are not declared in its text', async () => {
  type Cjs = { twice(n: number): number; thrice(n: number): number };
  await using pool = createPool<Cjs>(fixture('tasks.cjs'), { maxThreads: 1 });
  expect(await pool.run('twice', [4])).toBe(8);
  expect(await pool.run('thrice', [4])).toBe(12);
  // `module.exports` inherits these; they are nobody's tasks.
  for (const name of ['toString', 'constructor', 'hasOwnProperty']) {
    const error = await rejection(pool.run(name as 'twice', [1]));
    expect(error.code).toBe('ERR_POOL_NO_SUCH_TASK');
  }
});

test('takes an absolute path and the text of a file: URL', async () => {
  const url = fixture('tasks.mjs');
  for (const module of [fileURLToPath(url), url.href]) {
    await using pool = createPool(module, { maxThreads: 1 });
    expect(await pool.run('add', [1, 2])).toBe(3);
  }
});

test('settles each of many tasks with its own result', async () => {
  await using pool = taskPool({ maxThreads: 2 });
  const numbers = Array.from({ length: 5000 }, (_, i) => i);
  const results = await Promise.all(
    numbers.map((n) => pool.run(n % 3 === 0 ? 'addLater' : 'add', [n, n])),
  );
  expect(results).toEqual(numbers.map((n) => n * 2));
  expect(pool.stats()).toMatchObject({ submitted: 5000, completed: 5000, failed: 0 });
});

test('one thread runs tasks in the order of run()', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 500 }, async (_, i) => {
      await pool.run(i % 2 === 0 ? 'add' : 'addLater', [i, 0]);
      order.push(i);
    }),
  );
  expect(order).toEqual(Array.from({ length: 500 }, (_, i) => i));
});

test('worker options reach the worker', async () => {
  await using pool = taskPool({
    maxThreads: 1,
    workerData: { own: [1] },
    argv: ['one', 'two'],
    env: { POOL_TEST: 'yes' },
    name: 'named',
  });
  expect(await pool.run('where')).toMatchObject({
    workerData: { own: [1] },
    argv: ['one', 'two'],
    env: 'yes',
  });
  expect(pool.name).toBe('named');
});
