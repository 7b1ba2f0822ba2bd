import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { createPool, type Pool, type PoolOptions } from '../src/index.ts';
import { changed, fixture, inProcess, rejection, sharedWords } from './helpers.ts';

type Streams = typeof import('./fixtures/streams.mjs');

const progressPool = (options?: PoolOptions): Pool<Streams> =>
  createPool<Streams>(fixture('streams.mjs'), { maxThreads: 1, ...options });

test('progress comes in order, all of it before the task settles', async () => {
  await using pool = progressPool();
  const seen: unknown[] = [];
  const result = await pool.run('steps', [10], { onProgress: (value) => seen.push(value) });
  expect(result).toBe('done');
  expect(seen).toEqual(Array.from({ length: 10 }, (_, i) => ({ step: i + 1, of: 10 })));
});

test('a flood of it comes whole', async () => {
  await using pool = progressPool();
  let last = 0;
  const onProgress = (value: unknown): void => {
    if (value !== last + 1) expect.unreachable(`${String(value)} after ${last}`);
    last += 1;
  };
  expect(await pool.run('flood', [20_000], { onProgress })).toBe(20_000);
  expect(last).toBe(20_000);
});

test('each of many tasks has its own', async () => {
  await using pool = progressPool({ maxThreads: 2, concurrency: 3 });
  const seen = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const steps: unknown[] = [];
      await pool.run('steps', [i + 1], { onProgress: (value) => steps.push(value) });
      return steps;
    }),
  );
  seen.forEach((steps, i) =>
    expect(steps).toEqual(Array.from({ length: i + 1 }, (_, n) => ({ step: n + 1, of: i + 1 }))),
  );
});

test('nothing comes after the task has settled', async () => {
  await using pool = progressPool();
  const words = sharedWords();
  const seen: unknown[] = [];
  await pool.run('stepsAfter', [words], { onProgress: (value) => seen.push(value) });
  await changed(words);
  await pool.run('add', [1, 2]);
  expect(seen).toEqual(['before']);
});

test('nothing comes after an abort, and what is told in a clean-up still comes', async () => {
  await using pool = progressPool();
  const words = sharedWords();
  const controller = new AbortController();
  const seen: unknown[] = [];
  const { signal } = controller;
  const stopped = rejection(
    pool.run('stepsWhile', [words], { signal, onProgress: (value) => seen.push(value) }),
  );
  await changed(words);
  controller.abort();
  const atAbort = seen.length;
  expect((await stopped).code).toBe('ABORT_ERR');
  await pool.idle();
  expect(seen).toHaveLength(atAbort);
  const steps: unknown[] = [];
  await pool.run('cleanUpSteps', [], { onProgress: (value) => steps.push(value) });
  expect(steps).toEqual(['working', 'cleaning']);
});

test('what was told before the worker exits comes before the rejection', async () => {
  await using pool = progressPool();
  const seen: unknown[] = [];
  const error = await rejection(
    pool.run('stepsAndExit', [5], { onProgress: (value) => seen.push(value) }),
  );
  expect(error.code).toBe('ERR_POOL_WORKER_EXITED');
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

test('a value that cannot be cloned is thrown at the task', async () => {
  await using pool = progressPool();
  const error = await rejection(pool.run('badStep', [], { onProgress: () => {} }));
  expect(error).toMatchObject({ code: 'ERR_POOL_TASK_FAILED', cause: { name: 'DataCloneError' } });
  // Nobody listens: nothing is sent.
  expect(await pool.run('badStep')).toBe('never');
});

test('the callback runs in the context of its caller', async () => {
  await using pool = progressPool();
  const storage = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  await storage.run('request 7', () =>
    pool.run('steps', [2], { onProgress: () => seen.push(storage.getStore()) }),
  );
  expect(seen).toEqual(['request 7', 'request 7']);
});

test('what the callback throws is uncaught, and the task settles all the same', async () => {
  const { stdout, code } = await inProcess(`
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
const pool = createPool(fixture('streams.mjs'), { maxThreads: 1 });
const onProgress = () => { throw new Error('mine'); };
console.log(await pool.run('steps', [1], { onProgress }));
await pool.close();
`);
  expect(code).toBe(0);
  expect(stdout.split('\n').sort()).toEqual(['', 'done', 'uncaught mine']);
});

test('onProgress must be a function', async () => {
  await using pool = progressPool();
  const error = await rejection(pool.run('steps', [1], { onProgress: 5 as never }));
  expect(error).toMatchObject({ code: 'ERR_POOL_INVALID_ARGUMENT' });
});
