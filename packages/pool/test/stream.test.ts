import { getEventListeners } from 'node:events';
import { expect, expectTypeOf, test } from 'vitest';
import { createPool, type Pool, type PoolError, type PoolOptions } from '../src/index.ts';
import { changed, fixture, rejection } from './helpers.ts';

type Streams = typeof import('./fixtures/streams.mjs');

const streams = (options?: PoolOptions): Pool<Streams> =>
  createPool<Streams>(fixture('streams.mjs'), { maxThreads: 1, ...options });

/** [0]: how far the generator is; [1]: 1 when its `finally` has run. */
const wordsOf = (): Int32Array => new Int32Array(new SharedArrayBuffer(16));

async function taken<T>(stream: AsyncIterable<T>, most = Infinity): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) {
    values.push(value);
    if (values.length === most) break;
  }
  return values;
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
};

test.each([1, 2, 16, 1000])(
  'values come in order, and none is lost (buffer %i)',
  async (buffer) => {
    await using pool = streams();
    const expected = Array.from({ length: 500 }, (_, i) => i + 1);
    expect(await taken(pool.stream('count', [500], { buffer }))).toEqual(expected);
    expect(await taken(pool.stream('countNow', [500], { buffer }))).toEqual(expected);
    expect(pool.stats()).toMatchObject({ submitted: 2, completed: 2, running: 0 });
  },
);

test('anything iterable can be streamed', async () => {
  await using pool = streams();
  expect(await taken(pool.stream('list'))).toEqual([1, 2, 3]);
  expect(await taken(pool.stream('lines'))).toEqual(['a', 'b']);
});

test('the last result has what the generator returned', async () => {
  await using pool = streams();
  const stream = pool.stream('count', [2]);
  expect(await Promise.all([stream.next(), stream.next(), stream.next(), stream.next()])).toEqual([
    { done: false, value: 1 },
    { done: false, value: 2 },
    { done: true, value: 'counted to 2' },
    { done: true, value: undefined },
  ]);
});

test('values and what is returned are typed', () => {
  const typed = (pool: Pool<Streams>) => {
    expectTypeOf(pool.stream('count', [1]).next()).resolves.toEqualTypeOf<
      IteratorResult<number, string>
    >();
    expectTypeOf(taken(pool.stream('lines'))).resolves.toEqualTypeOf<string[]>();
    // @ts-expect-error -- it returns a number, which is nothing to stream
    pool.stream('number');
    // @ts-expect-error -- it takes a number
    pool.stream('count', ['a']);
  };
  expect(typed).toBeTypeOf('function');
});

test('the generator is never further ahead than the buffer', async () => {
  await using pool = streams();
  const words = wordsOf();
  let last = 0;
  for await (const value of pool.stream('count', [200, words], { buffer: 8 })) {
    await turns(2);
    // It stands at the `yield` after the last that there was room for.
    expect(Atomics.load(words, 0)).toBeLessThanOrEqual(value + 8);
    last = value;
  }
  expect(last).toBe(200);
});

test('a stream that is not taken makes only what there is room for', async () => {
  await using pool = streams();
  const words = wordsOf();
  const stream = pool.stream('forEver', [words], { buffer: 4 });
  expect(await stream.next()).toEqual({ done: false, value: 1 });
  await turns(50);
  expect(Atomics.load(words, 0)).toBeLessThanOrEqual(5);
  await stream.return(undefined as never);
});

test('a waiting stream keeps no other task from its thread, moved buffers neither', async () => {
  await using pool = streams();
  const sums: number[] = [];
  for await (const value of pool.stream('count', [40], { buffer: 2 })) {
    sums.push(await pool.run('add', [value, 1]));
    if (value % 10 === 0) {
      const buffer = new ArrayBuffer(value);
      expect(await pool.run('byteLength', [buffer], { transfer: [buffer] })).toBe(value);
    }
  }
  expect(sums).toEqual(Array.from({ length: 40 }, (_, i) => i + 2));
  expect(pool.stats()).toMatchObject({ created: 1, failed: 0 });
});

test('leaving the loop runs the finally of the generator, awaited, and the worker lives', async () => {
  await using pool = streams({ abortGrace: 60_000 });
  const words = wordsOf();
  expect(await taken(pool.stream('forEver', [words]), 3)).toEqual([1, 2, 3]);
  expect(Atomics.load(words, 1)).toBe(1);
  const slow = wordsOf();
  expect(await taken(pool.stream('slowFinally', [slow]), 2)).toEqual([1, 1]);
  expect(Atomics.load(slow, 1)).toBe(1);
  expect(await pool.run('add', [1, 2])).toBe(3);
  expect(pool.stats()).toMatchObject({ created: 1, aborted: 2, completed: 1, running: 0 });
});

test('one that does not stop is ended after its grace; then the loop is left', async () => {
  await using pool = streams({ abortGrace: 30 });
  const words = wordsOf();
  for await (const value of pool.stream('waitsForEver', [words])) {
    expect(value).toBe(1);
    await changed(words);
    break;
  }
  expect(Atomics.load(words, 1)).toBe(0);
  expect(await pool.run('add', [1, 2])).toBe(3);
  expect(pool.stats()).toMatchObject({ created: 2, aborted: 1 });
});

test('a stream that is never begun costs nothing, and one can be left before it begins', async () => {
  await using pool = streams();
  const stream = pool.stream('count', [3]);
  await stream.return('');
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(pool.stats()).toMatchObject({ submitted: 0, created: 0 });
});

test('a stream that waits in the queue can be left', async () => {
  await using pool = streams();
  const words = wordsOf();
  const first = pool.stream('forEver', [words], { buffer: 1000 });
  await first.next();
  const second = pool.stream('count', [3]);
  const next = second.next();
  await second.return('');
  expect(await next).toEqual({ done: true, value: undefined });
  await first.return(undefined as never);
  expect(pool.stats()).toMatchObject({ aborted: 2, running: 0, queued: 0 });
});

test('what the generator throws comes after the values before it', async () => {
  await using pool = streams();
  const values: number[] = [];
  const error = await rejection(
    (async () => {
      for await (const value of pool.stream('failsAt', [4])) values.push(value);
    })(),
  );
  expect(values).toEqual([1, 2, 3]);
  expect(error).toMatchObject({ code: 'ERR_POOL_TASK_FAILED', cause: { message: 'at 4' } });
});

test('a worker that exits in the middle of a stream fails it, after the values that came', async () => {
  await using pool = streams();
  const values: number[] = [];
  const error = await rejection(
    (async () => {
      for await (const value of pool.stream('exitsAt', [4])) values.push(value);
    })(),
  );
  expect(values).toEqual([1, 2, 3]);
  expect(error).toMatchObject({ code: 'ERR_POOL_WORKER_EXITED', task: 'exitsAt' });
  expect(await pool.run('add', [1, 2])).toBe(3);
});

test('a task that kills the worker under a waiting stream fails both', async () => {
  await using pool = streams();
  const stream = pool.stream('forEver', [wordsOf()], { buffer: 2 });
  await stream.next();
  expect((await rejection(pool.run('exit'))).code).toBe('ERR_POOL_WORKER_EXITED');
  const error = await rejection(taken(stream));
  expect(error.code).toBe('ERR_POOL_WORKER_EXITED');
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('a value that cannot be cloned fails the stream, after those before it, and runs finally', async () => {
  await using pool = streams();
  const words = wordsOf();
  const values: unknown[] = [];
  const error = await rejection(
    (async () => {
      for await (const value of pool.stream('unsendableAt', [3, words])) values.push(value);
    })(),
  );
  expect(values).toEqual([1, 2]);
  expect(error.code).toBe('ERR_POOL_RESULT_NOT_CLONEABLE');
  expect((error.cause as Error).name).toBe('DataCloneError');
  expect(Atomics.load(words, 1)).toBe(1);
});

test('a task that returns nothing to iterate fails the stream; one that streams fails run()', async () => {
  await using pool = streams();
  const error = await rejection(pool.stream('number' as 'list').next());
  expect(error).toMatchObject({ code: 'ERR_POOL_TASK_FAILED', cause: { name: 'TypeError' } });
  const other = await rejection(pool.run('count', [3]));
  expect(other.code).toBe('ERR_POOL_RESULT_NOT_CLONEABLE');
  expect(other.message).toContain('pool.stream()');
});

test('an abort ends the stream at once, runs finally, and leaves no listener', async () => {
  await using pool = streams({ abortGrace: 60_000 });
  const words = wordsOf();
  const controller = new AbortController();
  const { signal } = controller;
  const stream = pool.stream('forEver', [words], { signal, buffer: 4 });
  await stream.next();
  controller.abort(new Error('enough'));
  const error = await rejection(stream.next());
  expect(error).toMatchObject({ code: 'ABORT_ERR', cause: { message: 'enough' } });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  await pool.idle();
  expect(Atomics.load(words, 1)).toBe(1);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  expect(pool.stats()).toMatchObject({ created: 1, aborted: 1 });
});

test('leaving during an abort ends', async () => {
  await using pool = streams({ abortGrace: 60_000 });
  const words = wordsOf();
  const controller = new AbortController();
  const stream = pool.stream('slowFinally', [words], { signal: controller.signal });
  await stream.next();
  controller.abort();
  await stream.return(undefined as never);
  await pool.idle();
  expect(Atomics.load(words, 1)).toBe(1);
  expect(pool.stats()).toMatchObject({ aborted: 1, running: 0 });
});

test('a stream has one timeout from its begin to its end', async () => {
  await using pool = streams({ abortGrace: 20 });
  const error = await rejection(taken(pool.stream('waitsForEver', [wordsOf()], { timeout: 30 })));
  expect(error.code).toBe('ERR_POOL_TIMEOUT');
});

test('destroy() fails a stream; close() waits for it', async () => {
  const pool = streams();
  const stream = pool.stream('forEver', [wordsOf()], { buffer: 1 });
  await stream.next();
  await pool.destroy();
  const rest = await taken(stream).then(
    () => 'ended',
    (error: PoolError) => error.code,
  );
  expect(rest).toBe('ERR_POOL_DESTROYED');
  const other = streams();
  const values = taken(other.stream('count', [100], { buffer: 2 }));
  await turns(1);
  await other.close();
  expect(await values).toHaveLength(100);
  expect((await rejection(other.stream('list').next())).code).toBe('ERR_POOL_CLOSED');
});

test('buffers that are yielded are moved', async () => {
  await using pool = streams();
  const stream = pool.stream('buffers', [4, 100_000]);
  for (let i = 0; i < 4; i += 1) {
    const { value } = (await stream.next()) as { value: Uint8Array };
    expect([value.length, value[0]]).toEqual([100_000, i]);
  }
  // The generator sums up what it has kept of them: nothing.
  expect(await stream.next()).toEqual({ done: true, value: 0 });
});

test('a stream that is dropped without return() is stopped when it is collected', async () => {
  await using pool = streams({ abortGrace: 60_000 });
  const words = wordsOf();
  await (async () => {
    const stream = pool.stream('forEver', [words], { buffer: 2 });
    await stream.next();
  })();
  while (Atomics.load(words, 1) === 0) {
    await turns(1);
    globalThis.gc!();
  }
  await pool.idle();
  expect(pool.stats()).toMatchObject({ aborted: 1, running: 0 });
});

test('what a streamed task leaves behind is reported', async () => {
  await using pool = streams({ residue: 'throw', execArgv: [] });
  expect(await taken(pool.stream('count', [50]))).toHaveLength(50);
  const error = await rejection(taken(pool.stream('leavesTimer', [3])));
  expect(error.code).toBe('ERR_POOL_RESIDUE');
});

test.each([0, 1.5, -1, NaN])('a buffer of %d is refused', async (buffer) => {
  await using pool = streams();
  expect(() => pool.stream('list', [], { buffer })).toThrow("'buffer' must be a whole number");
});

test('a stream that is left after it failed has ended, and does not throw what nobody took', async () => {
  await using pool = streams();
  const stream = pool.stream('failsAt', [5]);
  for await (const value of stream) {
    expect(value).toBe(1);
    // Values 2 to 4 and the error are there by then, and not taken.
    await pool.idle();
    break;
  }
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(pool.stats()).toMatchObject({ failed: 1, running: 0 });
});

test('a task that moves its buffers runs as soon as the stream on its thread rests', async () => {
  await using pool = streams();
  const stream = pool.stream('count', [10], { buffer: 1 });
  // With each value taken there is room for one more, so the thread is busy when this is sent.
  for (let value = 1; value <= 10; value += 1) {
    expect(await stream.next()).toEqual({ done: false, value });
    const buffer = new ArrayBuffer(value);
    expect(await pool.run('byteLength', [buffer], { transfer: [buffer] })).toBe(value);
  }
  expect(pool.stats()).toMatchObject({ created: 1, failed: 0 });
});
