import { expect, test } from 'vitest';
import { createProbe, DisposedError } from '../src/index.ts';
import type { Verdict } from '../src/index.ts';
import { attached } from './support/attached.ts';
import { run, useBuilt } from './support/built.ts';

const built = useBuilt();

test('a disposed probe refuses to sample, and what it saw stays readable', async () => {
  const probe = createProbe({ settle: 1_000 });
  await probe.quiescent({ tasks: 1 });
  probe.dispose();
  probe.dispose();
  await expect(probe.sample()).rejects.toThrow(DisposedError);
  await expect(probe.quiescent({ tasks: 2 })).rejects.toMatchObject({
    code: 'ERR_GC_PROBE_DISPOSED',
  });
  expect(probe.samples).toHaveLength(1);
  expect(probe.verdict().floors).toBe(1);
  expect(probe.gc.count).toBeGreaterThan(0);
});

test('disposing during a reading ends it at once', async () => {
  const probe = createProbe({ settle: 1_000, timeout: 3_600_000 });
  const worker = await attached([built.entry('worker')]);
  await probe.sample();
  const shared = new Int32Array(new SharedArrayBuffer(4));
  worker.postMessage({ type: 'block', shared });
  while (Atomics.load(shared, 0) === 0) await new Promise((done) => setImmediate(done));
  const reading = probe.quiescent();
  await new Promise((done) => setImmediate(done));
  probe.dispose();
  await expect(reading).rejects.toThrow(DisposedError);
  await worker.terminate();
});

test('makes and leaves no active resource and no listener', async () => {
  // In a process of its own: the test runner has timers that come and go.
  const program = `
    import { createProbe } from ${JSON.stringify(built.entry('index'))};
    const state = () => [process.getActiveResourcesInfo().sort(), process.listenerCount('worker')];
    // What start-up leaves to be closed.
    while (state()[0].length > 0) await new Promise((done) => setImmediate(done));
    const before = state();
    const probe = createProbe({ settle: 1_000 });
    await probe.quiescent();
    const during = state();
    probe.dispose();
    await new Promise((done) => setImmediate(done));
    console.log(JSON.stringify({ before, during, after: state() }));
  `;
  const { stdout } = await run(['--input-type=module', '-e', program]);
  const { before, during, after } = JSON.parse(stdout) as Record<string, [string[], number]>;
  expect(during?.[0]).toEqual(before?.[0]);
  expect(after).toEqual(before);
});

test('keeps no process alive, but finishes a sample that is awaited', async () => {
  const program = `
    import { createProbe } from ${JSON.stringify(built.entry('index'))};
    const probe = createProbe({ settle: 1_000 });
    await probe.sample();
    const { isolates } = await probe.quiescent({ tasks: 1 });
    console.log(isolates.length);
  `;
  const { code, stdout, stderr } = await run(['--input-type=module', '-e', program]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '1\n', stderr: '' });
});

test('samples that are asked for at once are taken one after the other', async () => {
  using probe = createProbe({ settle: 1_000 });
  const samples = await Promise.all([
    probe.quiescent({ tasks: 1 }),
    probe.sample(),
    probe.quiescent({ tasks: 2 }),
  ]);
  expect(samples.map(({ tasks }) => tasks)).toEqual([1, undefined, 2]);
  const times = samples.map(({ at }) => at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(probe.samples).toEqual(samples);
});

test('a change of the verdict is announced once, after its sample', async () => {
  const seen: Verdict[] = [];
  using probe = createProbe({ settle: 1, onVerdict: (verdict) => seen.push(verdict) });
  let floors = 0;
  while (seen.length === 0) {
    await probe.quiescent({ tasks: floors });
    floors += 1;
  }
  expect(floors).toBeGreaterThanOrEqual(19);
  expect(seen[0]?.verdict).not.toBe('insufficient');
  expect(seen[0]?.floors).toBe(floors);
  expect(JSON.parse(JSON.stringify(seen[0]))).toEqual(seen[0]);
});
