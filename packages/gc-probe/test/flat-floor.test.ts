import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { InconclusiveError, LeakFoundError } from '../src/index.ts';
import { expectFlatFloor } from '../src/vitest.ts';
import { attached, tell } from './support/attached.ts';
import { useBuilt } from './support/built.ts';

const built = useBuilt();

const work = (i: number) => JSON.parse(JSON.stringify({ i, rows: [i, i + 1, i + 2] })) as object;

describe('what is flat passes', () => {
  test('garbage', async () => {
    const verdict = await expectFlatFloor(work);
    expect(verdict.verdict).not.toBe('leak');
    expect(verdict.tasks).toBeGreaterThan(30 * 101);
  });

  test('a cache with a cap', async () => {
    const cache = new Map<number, object>();
    await expectFlatFloor((i) => {
      cache.set(i, work(i));
      cache.delete(i - 300);
    });
  });
});

describe('what grows fails, and the message says what', () => {
  test('objects', async () => {
    const kept: object[] = [];
    const failure = expectFlatFloor((i) => kept.push({ i, text: `entry ${i}`, rows: [i, i, i] }));
    await expect(failure).rejects.toThrow(LeakFoundError);
    await expect(failure).rejects.toThrow('main.floor rose');
    expect(kept.length).toBeGreaterThan(0);
  });

  test('listeners, one a task', async () => {
    const emitter = new EventEmitter().setMaxListeners(0);
    const watch = { listeners: () => emitter.listenerCount('x') };
    const failure = expectFlatFloor((i) => emitter.on('x', () => i), { watch, tasks: 7 });
    await expect(failure).rejects.toMatchObject({
      code: 'ERR_GC_PROBE_LEAK',
      verdict: { first: { signal: 'listeners' } },
    });
  });

  test('buffers that an attached worker keeps', async () => {
    const worker = await attached([built.entry('worker')]);
    const failure = expectFlatFloor(() => tell(worker, { type: 'buffers' }), { tasks: 3 });
    await expect(failure).rejects.toThrow('workers.external rose');
    await worker.terminate();
  });
});

test('what is within its budget passes', async () => {
  const kept: Buffer[] = [];
  const budget = { 'main.external': 5_000, 'main.floor': 1_000 };
  await expectFlatFloor(() => kept.push(Buffer.alloc(4_096)), { budget });
  await expect(
    expectFlatFloor(() => kept.push(Buffer.alloc(4_096)), {
      budget: { ...budget, 'main.external': 4_000 },
    }),
  ).rejects.toThrow(LeakFoundError);
});

test('what still settles at the end is an outcome of its own', async () => {
  // Every round adds 0.9 of what the one before added: no leak, but far from flat after 40 rounds.
  const kept: Buffer[] = [];
  const failure = expectFlatFloor((i) => kept.push(Buffer.alloc(Math.round(4e6 * 0.9 ** i))), {
    tasks: 1,
    rounds: 20,
  });
  await expect(failure).rejects.toThrow(InconclusiveError);
  await expect(failure).rejects.toThrow('Give it more rounds');
  expect(kept).toHaveLength(40);
});

test.each([
  [undefined, {}, 'task'],
  [work, { tasks: 0 }, 'tasks'],
  [work, { rounds: 19 }, 'rounds'],
  [work, { budget: { 'main.floor': Number.NaN } }, 'budget.main.floor'],
])('%o with %j is refused', async (task, options, named) => {
  await expect(expectFlatFloor(task as never, options)).rejects.toThrow(named);
});
