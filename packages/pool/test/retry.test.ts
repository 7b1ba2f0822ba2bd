import { expect, test } from 'vitest';
import { createPool, move, TaskError, type PoolOptions } from '../src/index.ts';
import { fixture, rejection, sharedWords } from './helpers.ts';

const flakyPool = (options?: PoolOptions) =>
  createPool(fixture('flaky.mjs'), { maxThreads: 1, ...options });

test.each(['throw', 'exit'])(
  'a task that may be retried is run until it succeeds: %s',
  async (how) => {
    await using pool = flakyPool();
    const words = sharedWords();
    expect(await pool.run('flaky', [words, 3, how], { retry: 5 })).toBe(3);
    expect(pool.stats()).toMatchObject({ submitted: 1, completed: 1, failed: 0, retried: 2 });
  },
);

test('without leave nothing is run twice', async () => {
  await using pool = flakyPool();
  const words = sharedWords();
  const error = (await rejection(pool.run('flaky', [words, 2, 'throw']))) as TaskError;
  expect(error).toMatchObject({ code: 'ERR_POOL_TASK_FAILED', attempts: 1 });
  expect(words[0]).toBe(1);
});

test.each([
  ['throw', 'ERR_POOL_TASK_FAILED'],
  ['exit', 'ERR_POOL_WORKER_EXITED'],
])('when the attempts are used up, it rejects with the last failure: %s', async (how, code) => {
  await using pool = flakyPool({ retry: 2 });
  const words = sharedWords();
  const error = (await rejection(pool.run('flaky', [words, 9, how]))) as TaskError;
  expect(error).toMatchObject({ code, attempts: 3 });
  expect(words[0]).toBe(3);
  expect(await pool.run('flaky', [words, 1, how])).toBe(4);
});

test('what moved its buffers away is never retried', async () => {
  await using pool = flakyPool();
  const words = sharedWords();
  const args = [words, 2, 'throw', move(new ArrayBuffer(8))];
  const error = (await rejection(pool.run('flaky', args, { retry: 5 }))) as TaskError;
  expect(error.attempts).toBe(1);
  expect(words[0]).toBe(1);
});

test('mistakes of the caller, aborts and timeouts are final', async () => {
  await using pool = flakyPool({ retry: 5 });
  const words = sharedWords();
  expect((await rejection(pool.run('noSuch'))).code).toBe('ERR_POOL_NO_SUCH_TASK');
  expect((await rejection(pool.run('flaky', [words, 9, 'function']))).code).toBe(
    'ERR_POOL_RESULT_NOT_CLONEABLE',
  );
  expect(words[0]).toBe(1);
  const late = rejection(pool.run('gate', [sharedWords()], { timeout: 20 }));
  expect((await late).code).toBe('ERR_POOL_TIMEOUT');
  expect(pool.stats().retried).toBe(0);
});

test('the caller decides on each failure, and an error in that decision ends it', async () => {
  await using pool = flakyPool();
  const words = sharedWords();
  const seen: unknown[] = [];
  const when = (error: TaskError, attempt: number) => {
    seen.push([(error.cause as Error).message, attempt]);
    return attempt < 2;
  };
  const error = await rejection(
    pool.run('flaky', [words, 9, 'throw'], { retry: { times: 9, when } }),
  );
  expect(seen).toEqual([
    ['attempt 1', 1],
    ['attempt 2', 2],
  ]);
  expect((error as TaskError).attempts).toBe(2);
});

test('a retried task can be aborted while it waits for its next turn', async () => {
  await using pool = flakyPool();
  const words = sharedWords();
  const controller = new AbortController();
  const when = () => {
    controller.abort();
    return true;
  };
  const { signal } = controller;
  const error = await rejection(
    pool.run('flaky', [words, 9, 'throw'], { retry: { times: 9, when }, signal }),
  );
  expect(error.code).toBe('ABORT_ERR');
  expect(pool.stats()).toMatchObject({ aborted: 1, failed: 0, queued: 0, running: 0 });
});

test.each([-1, 1.5, '3', { times: Number.NaN }, { times: 1, when: 'always' }])(
  'retry: %j is refused',
  async (retry) => {
    await using pool = flakyPool();
    const error = await rejection(pool.run('note', ['a'], { retry: retry as number }));
    expect(error.code).toBe('ERR_POOL_INVALID_ARGUMENT');
    expect(() => flakyPool({ retry: retry as number })).toThrow(/'retry/);
  },
);
