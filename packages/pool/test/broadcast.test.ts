import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { BroadcastError, createPool, type Pool, type PoolOptions } from '../src/index.ts';
import { fixture, rejection } from './helpers.ts';

type Hooked = typeof import('./fixtures/hooked.mjs');

const wordsOf = (): Int32Array => new Int32Array(new SharedArrayBuffer(32));

function broadcasting(options: PoolOptions = {}, words = wordsOf()): Pool<Hooked> {
  return createPool<Hooked>(fixture('hooked.mjs'), { workerData: { words }, ...options });
}

test('every thread runs it once, those that still start too', async () => {
  await using pool = broadcasting({ minThreads: 3, maxThreads: 3 });
  const threads = pool.threads.map(({ threadId }) => threadId);
  expect(threads).toHaveLength(3);
  const results = await pool.broadcast('setLevel', ['debug']);
  expect(results).toEqual(threads.map((threadId) => ({ threadId, value: threadId })));
  expect(await pool.broadcast('getLevel')).toEqual(
    threads.map((threadId) => ({ threadId, value: 'debug' })),
  );
  expect(pool.stats()).toMatchObject({ submitted: 6, completed: 6, created: 3 });
});

test('no thread, no result: it starts none', async () => {
  await using pool = broadcasting();
  expect(await pool.broadcast('setLevel', ['debug'])).toEqual([]);
  expect(pool.stats().created).toBe(0);
});

test('it is not stolen by an idle thread, and waits for the task before it', async () => {
  const words = wordsOf();
  await using pool = broadcasting({ minThreads: 2, maxThreads: 2 }, words);
  const held = pool.run('hold');
  while (Atomics.load(words, 3) === 0) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  const results = pool.broadcast('setLevel', ['debug']);
  await pool.run('getLevel');
  Atomics.store(words, 4, 1);
  Atomics.notify(words, 4);
  expect(await held).toBe('none');
  const ids = pool.threads.map(({ threadId }) => threadId);
  expect((await results).map(({ value }) => value)).toEqual(ids);
});

test('threads that are added later run it before their first task, if asked to', async () => {
  await using pool = broadcasting({ maxThreads: 2, recycle: { tasks: 4 } });
  await pool.broadcast('setLevelSlowly', ['first'], { later: true });
  await pool.broadcast('setLevelSlowly', ['last'], { later: true });
  const levels = await Promise.all(Array.from({ length: 40 }, () => pool.run('getLevel')));
  expect(new Set(levels)).toEqual(new Set(['last']));
  expect(pool.stats().failed).toBe(0);
});

test('without it they do not', async () => {
  await using pool = broadcasting({ maxThreads: 1 });
  await pool.broadcast('setLevel', ['debug']);
  expect(await pool.run('getLevel')).toBe('none');
});

test('a thread on which it fails later is ended, and the tasks are rejected by that', async () => {
  const words = wordsOf();
  await using pool = broadcasting({ maxThreads: 1 }, words);
  await pool.broadcast('setLevel', ['throw later'], { later: true });
  Atomics.store(words, 2, 1);
  const error = await rejection(pool.run('getLevel'));
  expect(error.code).toBe('ERR_POOL_THREAD_START');
  expect(error.message).toContain('no such level');
});

test('where it throws, the call rejects with what went well and what did not', async () => {
  await using pool = broadcasting({ minThreads: 2, maxThreads: 2 });
  const error = await rejection(pool.broadcast('setLevel', ['throw']));
  expect(error).toBeInstanceOf(BroadcastError);
  const { code, results, failures, cause } = error as BroadcastError;
  expect({ code, results }).toEqual({ code: 'ERR_POOL_BROADCAST_FAILED', results: [] });
  expect(failures.map((failure) => failure.error.code)).toEqual([
    'ERR_POOL_TASK_FAILED',
    'ERR_POOL_TASK_FAILED',
  ]);
  expect((cause as AggregateError).errors).toHaveLength(2);
});

test('a thread that dies before it runs it is a failure, and the others give their results', async () => {
  await using pool = broadcasting({ minThreads: 2, maxThreads: 2 });
  await Promise.all([pool.run('getLevel'), pool.run('getLevel')]);
  const died = rejection(pool.run('exit'));
  await Promise.resolve();
  // Sent behind the task that ends its thread.
  await new Promise((resolve) => {
    process.nextTick(resolve);
  });
  const error = await rejection(pool.broadcast('setLevel', ['debug']));
  expect((await died).code).toBe('ERR_POOL_WORKER_EXITED');
  const { results, failures } = error as BroadcastError;
  expect(results).toHaveLength(1);
  expect(failures.map((failure) => failure.error.code)).toEqual(['ERR_POOL_WORKER_EXITED']);
});

test('an abort rejects it at once and leaves no listener', async () => {
  await using pool = broadcasting({ minThreads: 2, maxThreads: 2 });
  const controller = new AbortController();
  const { signal } = controller;
  const broadcast = rejection(pool.broadcast('setLevel', ['debug'], { signal }));
  controller.abort();
  const { failures } = (await broadcast) as BroadcastError;
  expect(failures.map(({ error }) => error.code)).toEqual(['ABORT_ERR', 'ABORT_ERR']);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a closed pool refuses it', async () => {
  const pool = broadcasting();
  await pool.close();
  expect((await rejection(pool.broadcast('getLevel'))).code).toBe('ERR_POOL_CLOSED');
});
