import { EventEmitter, once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { createProbe, listenersOf } from '../src/index.ts';
import type { Collection } from '../src/index.ts';
import { attached, tell } from './support/attached.ts';
import { useBuilt } from './support/built.ts';

const built = useBuilt();
const major = Number(process.versions.node.split('.')[0]);

test('the resident set is split into heaps, external and the rest', async () => {
  using probe = createProbe({ settle: 1_000 });
  const before = await probe.quiescent();
  const held = Buffer.alloc(8_388_608, 1);
  const after = await probe.quiescent();
  const { heap, external, rest } = after.rssParts;
  // What else was external before may have gone.
  expect(external - before.rssParts.external).toBeGreaterThan(0.9 * held.length);
  expect(heap).toBeGreaterThan(1e6);
  expect(heap + external + rest).toBeGreaterThanOrEqual(after.rss);
});

test('the spaces of a heap add up to what is used', async () => {
  using probe = createProbe({ settle: 1_000 });
  const [main] = (await probe.quiescent()).isolates;
  const sum = Object.values(main?.spaces ?? {}).reduce((total, used) => total + used, 0);
  expect(main?.spaces['old_space']).toBeGreaterThan(1e6);
  // Read one after the other: V8's sweeper threads go on counting pages between the two.
  expect(Math.abs(sum / (main?.heapUsed ?? 0) - 1)).toBeLessThan(0.1);
});

/** Turns the loop until a timer has fired. It does not idle: that would count, however long the machine takes. */
async function turnFor(ms: number): Promise<void> {
  const fired = new AbortController();
  setTimeout(() => fired.abort(), ms);
  while (!fired.signal.aborted) await nextTurn();
}

test('a loop that was blocked shows in delay and utilization', async () => {
  using probe = createProbe({ settle: 1_000 });
  await probe.sample();
  // The first interval after a reading is not counted: it must be over.
  await turnFor(30);
  const until = performance.now() + 120;
  while (performance.now() < until);
  // The loop must turn once more for its delay to be known.
  await turnFor(1);
  const [main] = (await probe.sample()).isolates;
  expect(main?.loop.delayMaxMs).toBeGreaterThan(60);
  expect(main?.loop.utilization).toBeGreaterThan(0.3);
  expect(main?.loop.utilization).toBeLessThanOrEqual(1);
});

test('single collections come with kind and sizes by space, of main and of workers', async () => {
  const seen: Collection[] = [];
  const onCollection = (each: Collection) => seen.push(each);
  using probe = createProbe({ settle: 1_000, timeout: 60_000, onCollection });
  const worker = await attached([built.entry('worker')]);
  await probe.quiescent();
  seen.length = 0;
  await probe.quiescent();
  const { isolates } = await probe.sample();
  await worker.terminate();
  const of = (isolate: string) => seen.filter((each) => each.isolate === isolate);
  for (const { isolate } of isolates) {
    const one = of(isolate).find(({ kind }) => kind === 'mark-compact');
    expect(one?.spaces['old_space']?.[0], isolate).toBeGreaterThan(100_000);
    expect(one?.spaces['old_space']?.[1], isolate).toBeGreaterThan(100_000);
    expect(one?.pauseMs, isolate).toBeGreaterThan(0);
    expect(
      of(isolate).some(({ kind }) => kind === 'scavenge'),
      isolate,
    ).toBe(true);
  }
  expect(isolates).toHaveLength(2);
});

test('unrefed timers and ports are counted in the heap when asked for', async () => {
  using probe = createProbe({ settle: 1_000, objects: true });
  const before = (await probe.quiescent()).isolates[0]?.objects;
  // Many: the test runner has timers that come and go.
  const timers = Array.from({ length: 500 }, () => setInterval(() => {}, 1e8).unref());
  const channels = Array.from({ length: 100 }, () => new MessageChannel());
  const sample = await probe.quiescent();
  const after = sample.isolates[0]?.objects;
  const grown = (type: 'Timeout' | 'MessagePort') => (after?.[type] ?? 0) - (before?.[type] ?? 0);
  expect(Math.abs(grown('Timeout') / 500 - 1)).toBeLessThan(0.05);
  expect(Math.abs(grown('MessagePort') / 200 - 1)).toBeLessThan(0.05);
  for (const timer of timers) clearInterval(timer);
  for (const { port1 } of channels) port1.close();
});

describe('listenersOf', () => {
  test('counts those of an emitter, of all events or one', async () => {
    const emitter = new EventEmitter();
    emitter.on('a', () => {}).on('b', () => {});
    using probe = createProbe({
      settle: 1_000,
      watch: { all: listenersOf(emitter), b: listenersOf(emitter, 'b') },
    });
    expect((await probe.sample()).counters).toEqual({ all: 2, b: 1 });
  });

  test('counts those of an abort signal', () => {
    const { signal } = new AbortController();
    const count = listenersOf(signal, 'abort');
    signal.addEventListener('abort', () => {});
    signal.addEventListener('abort', () => {});
    expect(count()).toBe(2);
  });

  test('does not keep its target alive', async () => {
    const make = (): (() => number) => listenersOf(new EventEmitter().on('a', () => {}));
    const count = make();
    using probe = createProbe({ settle: 1_000 });
    await probe.quiescent();
    await nextTurn();
    expect(count()).toBe(0);
  });

  test.each([
    [{}, undefined, /target must be an EventEmitter or an EventTarget/],
    [new EventTarget(), undefined, /event must be the name of an event/],
  ])('refuses %s', (target, event, message) => {
    expect(() => listenersOf(target as EventTarget, event)).toThrow(message);
  });
});

test.runIf(major >= 22)(
  'a worker without the probe, stuck in a loop, is seen from outside',
  async () => {
    using probe = createProbe({ settle: 1_000, timeout: 60_000 });
    const worker = new Worker(`require('worker_threads').parentPort.postMessage(0); for (;;);`, {
      eval: true,
    });
    await once(worker, 'message');
    const { outside, isolates } = await probe.sample();
    await worker.terminate();
    expect(isolates).toHaveLength(1);
    expect(outside?.map(({ isolate }) => isolate)).toEqual([`worker-${outside?.[0]?.threadId}`]);
    expect(outside?.[0]?.heapUsed).toBeGreaterThan(500_000);
    expect((await probe.sample()).outside).toBeUndefined();
  },
);

test('a blocked worker that loads the probe is missing, and holds nothing up', async () => {
  using probe = createProbe({ settle: 1_000, timeout: 300 });
  const worker = await attached([built.entry('worker')]);
  await probe.quiescent();
  const shared = new Int32Array(new SharedArrayBuffer(8));
  shared[1] = 1;
  const unblocked = tell(worker, { type: 'block', shared });
  while (Atomics.load(shared, 0) === 0) await nextTurn();
  const sample = await probe.sample();
  expect(sample.missing).toHaveLength(1);
  Atomics.store(shared, 0, 0);
  await worker.terminate();
  await Promise.race([unblocked, worker.terminate()]);
});
