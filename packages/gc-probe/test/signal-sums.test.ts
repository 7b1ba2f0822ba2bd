import { expect, test } from 'vitest';
import { SignalSums } from '../src/floor.ts';
import type { IsolateSample, Sample } from '../src/types.ts';

const isolate = (threadId: number, floor: number, timers = 0): IsolateSample => ({
  isolate: threadId === 0 ? 'main' : `worker-${threadId}`,
  threadId,
  floor,
  heapUsed: floor,
  heapTotal: floor,
  heapLimit: 1e9,
  external: 10 * floor,
  externalFloor: 10 * floor,
  code: 0,
  arrayBuffers: 0,
  heapResident: floor,
  spaces: {},
  loop: { utilization: 0, delayMeanMs: 0, delayP50Ms: 0, delayP99Ms: 0, delayMaxMs: 0 },
  resources: timers > 0 ? { Timeout: timers } : {},
  gc: { count: 1, majors: 1, pauseMs: 1, share: 0, kinds: {} },
});

const sample = (workers: IsolateSample[], missing: string[] = []): Sample => ({
  at: 0,
  time: 0,
  rss: 0,
  rssParts: { heap: 0, external: 0, rest: 0 },
  quiescent: true,
  isolates: [isolate(0, 1_000), ...workers],
  missing,
  threads: 7,
  fds: null,
  workers: workers.length,
  counters: { listeners: 3 },
  limit: 1e9,
});

test('the base heap of a new worker is no growth; what it adds later is', () => {
  const sums = new SignalSums();
  expect(sums.take(sample([isolate(1, 500)])).bytes.get('workers.floor')).toBe(0);
  expect(sums.take(sample([isolate(1, 520), isolate(2, 900)])).bytes.get('workers.floor')).toBe(20);
  expect(sums.take(sample([isolate(1, 520), isolate(2, 930)])).bytes.get('workers.floor')).toBe(50);
});

test('a worker that ends takes its growth with it', () => {
  const sums = new SignalSums();
  sums.take(sample([isolate(1, 500), isolate(2, 500)]));
  sums.take(sample([isolate(1, 900), isolate(2, 510)]));
  const { bytes } = sums.take(sample([isolate(2, 510)]));
  expect(bytes.get('workers.floor')).toBe(10);
  expect(bytes.get('workers.external')).toBe(100);
  expect(sums.take(sample([])).bytes.get('workers.floor')).toBe(0);
});

test('a worker that did not answer keeps its last figures', () => {
  const sums = new SignalSums();
  sums.take(sample([isolate(1, 500)]));
  sums.take(sample([isolate(1, 900, 4)]));
  const { bytes, counts } = sums.take(sample([], ['worker-1']));
  expect(bytes.get('workers.floor')).toBe(400);
  expect(counts.get('workers.resources.Timeout')).toBe(4);
});

test('resources are summed as they are, and a type that vanished is 0', () => {
  const sums = new SignalSums();
  sums.take(sample([isolate(1, 500, 3), isolate(2, 500, 2)]));
  expect(sums.take(sample([isolate(1, 500, 5)])).counts.get('workers.resources.Timeout')).toBe(5);
  expect(sums.take(sample([])).counts.get('workers.resources.Timeout')).toBe(0);
});

test('what the system does not tell is no signal; watched counters are', () => {
  const { counts } = new SignalSums().take(sample([]));
  expect(counts.has('fds')).toBe(false);
  expect(counts.get('threads')).toBe(7);
  expect(counts.get('listeners')).toBe(3);
});
