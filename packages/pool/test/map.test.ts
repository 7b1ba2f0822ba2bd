import { getEventListeners } from 'node:events';
import { expect, expectTypeOf, test } from 'vitest';
import { rejection, taskPool } from './helpers.ts';

function* pairs(count: number): Generator<[number, number]> {
  for (let i = 0; i < count; i += 1) yield [i, i];
}

test('gives the results in the order of the source', async () => {
  await using pool = taskPool({ maxThreads: 2 });
  const results: number[] = [];
  for await (const sum of pool.map('addLater', pairs(100))) {
    expectTypeOf(sum).toEqualTypeOf<number>();
    results.push(sum);
  }
  expect(results).toEqual(Array.from({ length: 100 }, (_, i) => i * 2));
});

test('takes an async iterable, and asks it for no more than there is room for', async () => {
  await using pool = taskPool({ maxThreads: 2 });
  let asked = 0;
  let taken = 0;
  async function* source(): AsyncGenerator<[number, number]> {
    for (const pair of pairs(50)) {
      asked += 1;
      expect(asked - taken).toBeLessThanOrEqual(4);
      yield pair;
    }
  }
  for await (const sum of pool.map('add', source(), { concurrency: 3 })) {
    expect(sum).toBe(taken * 2);
    taken += 1;
    await pool.idle();
  }
  expect([asked, taken]).toEqual([50, 50]);
});

test('a source that waits does not keep back results that are there', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  let goOn: () => void = () => {};
  async function* source(): AsyncGenerator<[number, number]> {
    yield [1, 1];
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    yield [2, 2];
  }
  const results: number[] = [];
  for await (const sum of pool.map('add', source())) {
    results.push(sum);
    // Only the first result lets the source go on.
    goOn();
  }
  expect(results).toEqual([2, 4]);
});

test('leaving early aborts what is on the way and closes the source', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  let closed = false;
  function* source(): Generator<[number, number]> {
    try {
      yield* pairs(1000);
    } finally {
      closed = true;
    }
  }
  for await (const sum of pool.map('add', source(), { concurrency: 10 })) {
    if (sum === 4) break;
  }
  expect(closed).toBe(true);
  await pool.idle();
  const { submitted, completed, aborted, failed } = pool.stats();
  expect(submitted).toBeLessThan(20);
  expect({ settled: completed + aborted, failed }).toEqual({ settled: submitted, failed: 0 });
});

test('a task that fails ends the iteration with its error', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const numbers = [0, 1, -1, 2].map((n): [number] => [n]);
  const seen: number[] = [];
  const error = await rejection(
    (async () => {
      for await (const value of pool.map('doubleOrExit', numbers)) seen.push(value);
    })(),
  );
  expect(error.code).toBe('ERR_POOL_WORKER_EXITED');
  expect(seen).toEqual([0, 2]);
});

test('a signal ends it and is left without a listener', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  const error = await rejection(
    (async () => {
      for await (const sum of pool.map('add', pairs(1000), { signal })) {
        if (sum === 6) controller.abort();
      }
    })(),
  );
  expect(error.code).toBe('ABORT_ERR');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('waits for room where the queue is small', async () => {
  await using pool = taskPool({ maxThreads: 1, maxQueue: 1 });
  let count = 0;
  for await (const sum of pool.map('add', pairs(50), { concurrency: 20 })) {
    expect(sum).toBe(count * 2);
    count += 1;
  }
  expect(count).toBe(50);
  expect(pool.stats().refused).toBe(0);
});

test('refuses what it cannot iterate, and a concurrency that makes no sense', async () => {
  await using pool = taskPool();
  expect(() => pool.map('add', [], { concurrency: 0 })).toThrow(/'concurrency' must be/);
  const error = await rejection(pool.map('add', 7 as never).next());
  expect(error.code).toBe('ERR_POOL_INVALID_ARGUMENT');
});
