import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, onTestFinished, test } from 'vitest';
import { createPool, type Pool, type PoolOptions, type ThreadEvent } from '../src/index.ts';
import { fixture, rejection } from './helpers.ts';

type Hooked = typeof import('./fixtures/hooked.mjs');

/** [0] counts inits, [1] teardowns. */
const wordsOf = (): Int32Array => new Int32Array(new SharedArrayBuffer(32));

function hooked(words: Int32Array, mode = '', options: PoolOptions = {}): Pool<Hooked> {
  return createPool<Hooked>(fixture('hooked.mjs'), {
    maxThreads: 1,
    workerData: { words, mode },
    ...options,
  });
}

function endings(): ThreadEvent[] {
  const events: ThreadEvent[] = [];
  const note = (event: unknown): void => {
    if ((event as ThreadEvent).event === 'ended') events.push(event as ThreadEvent);
  };
  subscribe('watertight.pool.thread', note);
  onTestFinished(() => void unsubscribe('watertight.pool.thread', note));
  return events;
}

test('init is awaited before the first task, teardown by close()', async () => {
  const words = wordsOf();
  const pool = hooked(words);
  expect(await Promise.all([pool.run('isReady'), pool.run('isReady')])).toEqual([true, true]);
  expect(words[1]).toBe(0);
  await pool.close();
  expect([words[0], words[1]]).toEqual([1, 1]);
});

test('a recycled worker and an idle one are torn down too', async () => {
  const words = wordsOf();
  const pool = hooked(words, '', { recycle: { tasks: 1 }, minThreads: 1 });
  while (words[0]! < 3) await pool.run('isReady');
  await pool.close();
  expect(words[1]).toBe(words[0]);
  const idle = wordsOf();
  await using other = hooked(idle, '', { idleTimeout: 1 });
  await other.run('isReady');
  while (idle[1] === 0) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  await other.idle();
  expect(other.stats().retired.idle).toBe(1);
});

test.each([
  ['init throws', 'ERR_POOL_INIT_FAILED', 'RangeError: no database'],
  ['init exits', 'ERR_POOL_MODULE_LOAD', 'exited with code 9'],
])(
  'where %s, every waiting task is rejected with %s, and close() ends',
  async (mode, code, text) => {
    const pool = hooked(wordsOf(), mode);
    const errors = await Promise.all([1, 2, 3].map(() => rejection(pool.run('isReady'))));
    for (const error of errors) {
      expect(error.code).toBe(code);
      expect(error.message).toContain(text);
      expect(error.cause).toBeInstanceOf(Error);
    }
    if (code === 'ERR_POOL_INIT_FAILED') expect(pool.stats().retired['init-failed']).toBe(1);
    await pool.close();
    expect(pool.stats()).toMatchObject({ threads: 0, ending: 0, failed: 3 });
  },
);

test.each([
  ['teardown hangs', 30, /had not ended after 30 ms/],
  ['teardown loops', 30, /had not ended after 30 ms/],
  ['teardown throws', 60_000, /RangeError: no goodbye/],
])('where %s, close() ends all the same, and the channel has the error', async (mode, ms, text) => {
  const events = endings();
  const pool = hooked(wordsOf(), mode, { teardownTimeout: ms });
  await pool.run('isReady');
  await pool.close();
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    reason: 'closed',
    error: { code: 'ERR_POOL_TEARDOWN_FAILED', message: expect.stringMatching(text) as string },
  });
});

test('where teardown exits, close() ends', async () => {
  const pool = hooked(wordsOf(), 'teardown exits');
  await pool.run('isReady');
  await pool.close();
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
});

test('destroy() waits for no teardown', async () => {
  const words = wordsOf();
  const pool = hooked(words, 'teardown hangs', { teardownTimeout: 2 ** 31 - 1 });
  await pool.run('isReady');
  const closing = pool.close();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  await pool.destroy();
  await closing;
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
});

test('hooks are no tasks', async () => {
  await using pool = hooked(wordsOf());
  const error = await rejection(pool.run('init' as 'isReady'));
  expect(error).toMatchObject({ code: 'ERR_POOL_NO_SUCH_TASK' });
  expect(error.message).toContain('is a hook');
  // @ts-expect-error -- no task
  const typed = () => pool.run('teardown');
  expect(typed).toBeTypeOf('function');
});
