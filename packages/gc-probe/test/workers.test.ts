import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createProbe } from '../src/index.ts';
import { attached, tell } from './support/attached.ts';
import { run, useBuilt } from './support/built.ts';

const built = useBuilt();
/** An hour: a test would time out if a reading waited for its own time limit. */
const patient = { settle: 1_000, timeout: 3_600_000 };

describe.each(['esm', 'cjs'] as const)('a worker that loads the entry as %s', (format) => {
  test('is sampled from inside, with its floor and its resources', async () => {
    using probe = createProbe(patient);
    const worker = await attached([built.entry('worker', format)]);
    const before = await probe.quiescent({ tasks: 0 });
    await tell(worker, { type: 'timers', count: 3 });
    await tell(worker, { type: 'buffers', count: 100 });
    const after = await probe.quiescent({ tasks: 1 });
    await worker.terminate();
    const [main, inside] = after.isolates;
    expect(main?.isolate).toBe('main');
    expect(inside?.isolate).toBe(`worker-${inside?.threadId}`);
    expect(inside?.resources['Timeout']).toBe(3);
    expect(inside?.floor).toBeGreaterThan(1e6);
    const grown = (inside?.externalFloor ?? 0) - (before.isolates[1]?.externalFloor ?? 0);
    expect(Math.abs(grown / (100 * 65_536) - 1)).toBeLessThan(0.1);
    expect(after.missing).toEqual([]);
    expect(after.workers).toBe(1);
  });
});

test('a worker that loads the entry twice answers once', async () => {
  using probe = createProbe(patient);
  const worker = await attached([
    built.entry('worker'),
    built.entry('worker', 'cjs'),
    built.entry('worker'),
  ]);
  const sample = await probe.quiescent();
  await worker.terminate();
  expect(sample.isolates).toHaveLength(2);
  expect(sample.isolates[1]?.gc.count).toBeGreaterThan(0);
});

test('workers come and go', async () => {
  using probe = createProbe(patient);
  const entries = [built.entry('worker')];
  expect((await probe.quiescent()).workers).toBe(0);
  const first = await attached(entries);
  const second = await attached(entries);
  const both = await probe.quiescent();
  expect(both.isolates.map(({ isolate }) => isolate)).toHaveLength(3);
  expect(both.workers).toBe(2);
  await first.terminate();
  const one = await probe.quiescent();
  expect(one.isolates).toHaveLength(2);
  expect(one.missing).toEqual([]);
  expect(one.workers).toBe(1);
  await second.terminate();
  expect((await probe.quiescent()).workers).toBe(0);
});

test('a worker without the entry is counted, though nobody looks inside', async () => {
  using probe = createProbe(patient);
  const worker = await attached([]);
  const sample = await probe.sample();
  await worker.terminate();
  expect(sample.workers).toBe(1);
  expect(sample.isolates).toHaveLength(1);
});

test('a worker that was there before the probe is found', async () => {
  const worker = await attached([built.entry('worker')]);
  using probe = createProbe(patient);
  // On a busy machine its greeting may miss the first reading; the test's time limit bounds this.
  let sample = await probe.quiescent();
  while (sample.isolates.length < 2) sample = await probe.quiescent();
  await worker.terminate();
  expect(sample.isolates).toHaveLength(2);
});

test('a blocked worker is missing, is waited for once, and comes back', async () => {
  using probe = createProbe({ settle: 1_000, timeout: 250 });
  const worker = await attached([built.entry('worker')]);
  // On a busy machine it may take longer to answer than is waited here.
  let last = await probe.quiescent();
  while (last.isolates.length < 2) last = await probe.quiescent();
  const majors = last.isolates[1]?.gc.majors ?? 0;
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const free = tell(worker, { type: 'block', shared });
  while (Atomics.load(shared, 0) === 0) await new Promise((done) => setImmediate(done));

  const blocked = await probe.quiescent();
  expect(blocked.isolates).toHaveLength(1);
  expect(blocked.missing).toHaveLength(1);
  expect(blocked.workers).toBe(1);
  // It stays missing without being waited for, and its questions do not pile up.
  for (let i = 0; i < 20; i++) expect((await probe.quiescent()).missing).toEqual(blocked.missing);

  Atomics.store(shared, 0, 2);
  Atomics.notify(shared, 0);
  await free;
  let asked = 1;
  let back = await probe.quiescent();
  for (; back.missing.length > 0; asked += 1) back = await probe.quiescent();
  expect(back.isolates[1]?.isolate).toBe(blocked.missing[0]);
  // 21 questions were waiting for it; one collection answered them all. Those asked since may have come one by one.
  expect((back.isolates[1]?.gc.majors ?? Infinity) - majors).toBeLessThan(6 + 4 * asked);
  await worker.terminate();
});

test('what a blocked worker tells too late is told with the next sample', async () => {
  const worker = await attached([built.entry('worker')]);
  const told: number[] = [];
  using probe = createProbe({
    settle: 1_000,
    timeout: 300,
    onCollection: ({ isolate, at }) => {
      if (isolate !== 'main') told.push(at);
    },
  });
  // On a busy machine it may take longer to answer than is waited here.
  while ((await probe.quiescent()).isolates.length < 2);
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const unblocked = tell(worker, { type: 'block', shared });
  while (Atomics.load(shared, 0) === 0) await new Promise((done) => setImmediate(done));
  // Asked for a collection while it cannot answer: it collects and answers afterwards.
  expect((await probe.quiescent()).missing).toHaveLength(1);
  Atomics.store(shared, 0, 2);
  Atomics.notify(shared, 0);
  await unblocked;
  // A silent isolate is asked and not waited for, until it has answered something.
  let last = await probe.quiescent();
  while (last.missing.length > 0) last = await probe.quiescent();
  expect(told).toHaveLength(last.isolates[1]?.gc.count ?? -1);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBeLessThanOrEqual(last.at);
  await worker.terminate();
});

test('a worker that dies during a reading does not hold it up', async () => {
  using probe = createProbe(patient);
  const worker = await attached([built.entry('worker')]);
  await probe.sample();
  const shared = new Int32Array(new SharedArrayBuffer(4));
  worker.postMessage({ type: 'block', shared });
  while (Atomics.load(shared, 0) === 0) await new Promise((done) => setImmediate(done));
  const reading = probe.quiescent();
  await worker.terminate();
  const sample = await reading;
  expect(sample.isolates).toHaveLength(1);
  expect(sample.missing).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'the end of a worker that was there before the probe is seen at once',
  async () => {
    const worker = await attached([built.entry('worker')]);
    using probe = createProbe(patient);
    while ((await probe.quiescent()).isolates.length < 2);
    await worker.terminate();
    const sample = await probe.quiescent();
    expect(sample.isolates).toHaveLength(1);
    expect(sample.missing).toEqual([]);
  },
);

test('the entry does not keep a worker alive', async () => {
  using probe = createProbe(patient);
  const worker = await attached([built.entry('worker')]);
  await probe.quiescent();
  const exit = once(worker, 'exit');
  worker.postMessage({ type: 'leave' });
  expect(await exit).toEqual([0]);
});

test('loading the entry on the main thread does nothing', async () => {
  const program = `
    import { createProbe } from ${JSON.stringify(built.entry('index'))};
    await import(${JSON.stringify(built.entry('worker'))});
    // What loading files leaves to be closed goes by itself; a port or timer would stay.
    const until = performance.now() + 30_000;
    let resources = process.getActiveResourcesInfo();
    while (resources.length > 0 && performance.now() < until) {
      await new Promise((r) => setImmediate(r));
      resources = process.getActiveResourcesInfo();
    }
    const { isolates } = await createProbe({ settle: 1_000 }).sample();
    console.log(resources.length, isolates.length);
  `;
  const { code, stdout } = await run(['--input-type=module', '-e', program]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '0 1\n' });
});

test('`workers: false` leaves the workers alone', async () => {
  using probe = createProbe({ ...patient, workers: false });
  const worker = await attached([built.entry('worker')]);
  const sample = await probe.quiescent();
  await worker.terminate();
  expect(sample.isolates).toHaveLength(1);
  expect(sample.workers).toBe(1);
});

test('two probes see the same workers and do not disturb each other', async () => {
  using one = createProbe(patient);
  using two = createProbe(patient);
  const worker = await attached([built.entry('worker')]);
  const [a, b] = await Promise.all([one.quiescent(), two.sample()]);
  expect(a.isolates).toHaveLength(2);
  expect(b.isolates).toHaveLength(2);
  one.dispose();
  expect((await two.quiescent()).isolates).toHaveLength(2);
  await worker.terminate();
});
