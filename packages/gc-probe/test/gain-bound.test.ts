import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { GainBound } from '../src/gain-bound.ts';
import { createProbe } from '../src/index.ts';
import { attached, tell } from './support/attached.ts';
import { useBuilt } from './support/built.ts';

const built = useBuilt(['worker'], ['esm']);

/** Samples that make a window here: the bound is given their numbers for a clock. */
const WINDOW = 20;
/** An object of `{ i, text }` with its text takes 64 bytes and more. */
const LEAST = 50;
const KEPT = 1_000;

async function gainOf(work: (worker: Awaited<ReturnType<typeof attached>>) => Promise<void>) {
  const worker = await attached([built.entry('worker')]);
  using probe = createProbe({ settle: 1_000, timeout: 3_600_000 });
  // On a busy machine its greeting may miss the first reading; while it has, a sample takes no turn.
  while ((await probe.sample()).isolates.length < 2) await turn();
  const bound = new GainBound(WINDOW);
  const seen: number[] = [];
  for (let i = 0; i < 2 * WINDOW; i++) {
    await work(worker);
    const { isolates } = await probe.sample();
    bound.add(i, isolates[1] as (typeof isolates)[0]);
    seen.push(bound.bytes);
  }
  await worker.terminate();
  return seen;
}

test('a worker that idles has gained less than is called a rise', async () => {
  const seen = await gainOf(async () => {});
  expect(seen.slice(0, WINDOW)).toEqual(Array.from({ length: WINDOW }, () => Infinity));
  expect(Math.min(...seen)).toBeLessThan(262_144);
}, 60_000);

test('what a worker keeps is never left out', async () => {
  const seen = await gainOf((worker) => tell(worker, { type: 'objects', count: KEPT }));
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(WINDOW * KEPT * LEAST);
}, 60_000);

const figures = (more: Partial<Parameters<GainBound['add']>[1]> = {}, count = 1, majors = 0) => ({
  allocated: 0,
  external: 0,
  gc: { count, majors, pauseMs: 0, share: 0, kinds: {} },
  ...more,
});

test('a major collection hides nothing: it is a window before the minor ones tell again', () => {
  const bound = new GainBound(10);
  const seen: number[] = [];
  for (let at = 0; at < 50; at++) {
    const major = at >= 20;
    // It takes 1 MB of old garbage away; 10 KB are kept at every step.
    const used = 5e6 + at * 1e4 - (major ? 1e6 : 0);
    const more = { allocated: at * 1e6, lastGc: { used, young: 0 } };
    bound.add(at, figures(more, at + 1, major ? 1 : 0));
    seen.push(bound.bytes);
  }
  // The newest collection is no older than the sample before: windows begin one earlier.
  expect(seen[15]).toBe(11 * 1e4);
  expect(seen.slice(20, 30).every((bytes) => bytes > 1e6)).toBe(true);
  expect(seen[49]).toBe(11 * 1e4);
});

test('without a collection for half a window only what was allocated tells', () => {
  const bound = new GainBound(10);
  const lastGc = { used: 5e6, young: 0 };
  for (let at = 0; at < 30; at++) bound.add(at, figures({ allocated: at * 1e6, lastGc }, at + 1));
  expect(bound.bytes).toBe(0);
  for (let at = 30; at < 36; at++) bound.add(at, figures({ allocated: at * 1e6, lastGc }, 30));
  expect(bound.bytes).toBe(1e7);
});

test('buffers that are given back hide none that are kept', () => {
  const bound = new GainBound(10);
  // 5 MB from before are given back one by one, and as many new ones kept.
  for (let at = 0; at < 30; at++) bound.add(at, figures({ external: Math.abs(15 - at) * 1e6 }));
  expect(bound.bytes).toBe(10e6);
});
