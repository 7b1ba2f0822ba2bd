import { expect, test } from 'vitest';
import { createPool, type Pool, type PoolOptions } from '../src/index.ts';
import { changed, fixture, rejection } from './helpers.ts';

type Scoped = typeof import('./fixtures/scoped.mjs');
const scoped = (options?: PoolOptions): Pool<Scoped> =>
  createPool<Scoped>(fixture('scoped.mjs'), { maxThreads: 1, ...options });

/** [0]: the task runs; [1]: how much it noted; then the notes. */
const wordsOf = () => new Int32Array(new SharedArrayBuffer(64));
const notes = (words: Int32Array) => Array.from(words.subarray(2, 2 + words[1]!));

test('a task knows its name, across await and beside others', async () => {
  await using pool = scoped({ concurrency: 4 });
  const [name, names, other] = await Promise.all([
    pool.run('nameOf'),
    pool.run('namesAcrossAwait'),
    pool.run('nameOf'),
  ]);
  expect(name).toBe('nameOf');
  expect(names).toEqual(['namesAcrossAwait', 'namesAcrossAwait']);
  expect(other).toBe('nameOf');
});

test('an abort fires the signal, waits for the clean-up, and the worker lives', async () => {
  await using pool = scoped({ abortGrace: 60_000 });
  const words = wordsOf();
  const controller = new AbortController();
  const stopped = rejection(pool.run('untilSignal', [words], { signal: controller.signal }));
  await changed(words);
  controller.abort(new RangeError('no more'));
  expect(await stopped).toMatchObject({ code: 'ABORT_ERR', cause: { message: 'no more' } });
  await pool.idle();
  // The signal first, then what was deferred, last first.
  expect(notes(words)).toEqual([3, 2, 1]);
  expect(await pool.run('add', [1, 2])).toBe(3);
  expect(pool.stats()).toMatchObject({ created: 1, aborted: 1, completed: 1, failed: 0 });
});

test('a timeout does the same', async () => {
  await using pool = scoped({ abortGrace: 60_000, timeout: 500 });
  const words = wordsOf();
  const error = await rejection(pool.run('untilSignal', [words]));
  expect(error.code).toBe('ERR_POOL_TIMEOUT');
  await pool.idle();
  expect(notes(words)).toEqual([3, 2, 1]);
  expect(pool.stats()).toMatchObject({ created: 1, threads: 1, timedOut: 1, failed: 1 });
});

test('a busy loop can look at task.aborted', async () => {
  await using pool = scoped({ abortGrace: 60_000 });
  const words = wordsOf();
  const controller = new AbortController();
  const stopped = rejection(pool.run('untilAborted', [words], { signal: controller.signal }));
  await changed(words);
  controller.abort();
  expect((await stopped).code).toBe('ABORT_ERR');
  await pool.idle();
  expect(notes(words)).toEqual([4]);
  expect(pool.stats()).toMatchObject({ created: 1, threads: 1 });
});

test('tasks behind a stopping one run when it has stopped, and none is lost', async () => {
  await using pool = scoped({ abortGrace: 60_000 });
  const words = wordsOf();
  const controller = new AbortController();
  const stopped = rejection(pool.run('untilSignal', [words], { signal: controller.signal }));
  const others = Array.from({ length: 20 }, (_, i) => pool.run('add', [i, i]));
  await changed(words);
  controller.abort();
  expect((await stopped).code).toBe('ABORT_ERR');
  expect(await Promise.all(others)).toEqual(Array.from({ length: 20 }, (_, i) => i * 2));
  expect(pool.stats()).toMatchObject({ created: 1, completed: 20 });
});

test('a task that does not stop is cleaned up within its grace, then its worker ends', async () => {
  // It is cleaned up after half of its grace.
  await using pool = scoped({ abortGrace: 3000 });
  const words = wordsOf();
  const error = await rejection(pool.run('deaf', [words], { timeout: 500 }));
  expect(error.code).toBe('ERR_POOL_TIMEOUT');
  await pool.idle();
  expect(notes(words)).toEqual([5]);
  expect(pool.stats().retired.timeout).toBe(1);
  expect(await pool.run('add', [1, 2])).toBe(3);
});

test('a task that never lets go is ended after its grace; the caller does not wait for that', async () => {
  await using pool = scoped({ abortGrace: 30 });
  const words = wordsOf();
  const controller = new AbortController();
  const { signal } = controller;
  const stopped = rejection(pool.run('deafAndBusy', [words], { signal }));
  await changed(words);
  controller.abort();
  expect((await stopped).code).toBe('ABORT_ERR');
  expect(pool.stats()).toMatchObject({ aborted: 1, running: 0, threads: 1 });
  expect(await pool.run('add', [1, 2])).toBe(3);
  expect(pool.stats()).toMatchObject({ created: 2 });
  expect(pool.stats().retired.aborted).toBe(1);
});

test('abortGrace: 0 ends the worker at once', async () => {
  await using pool = scoped({ abortGrace: 0 });
  const words = wordsOf();
  const error = await rejection(pool.run('deaf', [words], { timeout: 100 }));
  expect(error.code).toBe('ERR_POOL_TIMEOUT');
  await pool.idle();
  expect(notes(words)).toEqual([]);
});

test('what is deferred runs before the caller gets the result, last first', async () => {
  await using pool = scoped();
  const words = wordsOf();
  expect(await pool.run('finish', [words, false])).toBe('done');
  expect(notes(words)).toEqual([3, 2, 1]);
  const failing = wordsOf();
  const error = await rejection(pool.run('finish', [failing, true]));
  expect(error).toMatchObject({ code: 'ERR_POOL_TASK_FAILED', cause: { message: 'the task' } });
  expect(notes(failing)).toEqual([3, 2, 1]);
});

test('a clean-up that throws makes the task reject, with every error', async () => {
  await using pool = scoped();
  const messages = (error: { cause?: unknown }) =>
    (error.cause as AggregateError).errors.map((one: Error) => one.message);
  const alone = await rejection(pool.run('failingCleanUp', [false]));
  expect(alone.code).toBe('ERR_POOL_CLEAN_UP_FAILED');
  expect(messages(alone)).toEqual(['second deferred', 'first deferred']);
  const both = await rejection(pool.run('failingCleanUp', [true]));
  expect(both.code).toBe('ERR_POOL_CLEAN_UP_FAILED');
  expect(messages(both)).toEqual(['the task', 'second deferred', 'first deferred']);
});

test('a clean-up that ends the worker rejects the task', async () => {
  await using pool = scoped();
  const error = await rejection(pool.run('exitInCleanUp'));
  expect(error.code).toBe('ERR_POOL_WORKER_EXITED');
  expect(await pool.run('add', [1, 2])).toBe(3);
});

test('destroy() does not wait for a grace', async () => {
  const pool = scoped({ abortGrace: 2 ** 31 - 1 });
  const words = wordsOf();
  const error = await rejection(pool.run('deaf', [words], { timeout: 100 }));
  expect(error.code).toBe('ERR_POOL_TIMEOUT');
  await pool.destroy();
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
});

test('outside of a task there is none', async () => {
  await using pool = scoped();
  expect(await pool.run('outside')).toBe('ERR_POOL_NO_TASK');
});
