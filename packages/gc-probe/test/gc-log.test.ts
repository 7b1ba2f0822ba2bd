import { describe, expect, test } from 'vitest';
import { createProbe, forceGc } from '../src/index.ts';
import { GcLog } from '../src/observe/gc-log.ts';

const majors = (records: ReturnType<GcLog['drain']>) =>
  records.filter(({ kind }) => kind === 'mark-compact').length;

describe('no collection is lost', () => {
  test('in a burst of 1,000 in one tick', () => {
    using probe = createProbe({ settle: 1_000 });
    const before = probe.gc.kinds.scavenge.count;
    for (let i = 0; i < 1_000; i++) globalThis.gc?.({ type: 'minor' });
    expect(probe.gc.kinds.scavenge.count - before).toBe(1_000);
  });

  test('on stop, without yielding', () => {
    const log = new GcLog();
    for (let i = 0; i < 10; i++) forceGc();
    expect(majors(log.stop())).toBe(10);
    expect(log.stop()).toEqual([]);
    expect(log.drain()).toEqual([]);
  });

  test('on dispose of the probe, without yielding', () => {
    const probe = createProbe({ settle: 1_000 });
    const before = probe.gc.kinds['mark-compact'].count;
    for (let i = 0; i < 10; i++) forceGc();
    probe.dispose();
    forceGc();
    expect(probe.gc.kinds['mark-compact'].count - before).toBe(10);
    expect(probe.gc.share).toBe(probe.gc.share);
  });

  test('nor counted twice, across many drains', () => {
    using log = new GcLog();
    let count = 0;
    for (let i = 0; i < 50; i++) {
      forceGc();
      count += majors(log.drain());
    }
    expect(count).toBe(50);
  });

  test('while draining itself allocates much', () => {
    // Garbage is made between the drains, so collections of all kinds fall everywhere.
    using log = new GcLog();
    using witness = new GcLog();
    let count = 0;
    let kept: unknown[] = [];
    for (let i = 0; i < 300; i++) {
      for (let j = 0; j < 2_000; j++) kept.push({ i, j });
      if (i % 50 === 0) kept = [];
      if (i % 30 === 0) globalThis.gc?.({ type: 'minor' });
      count += log.drain().length;
    }
    // The new space is empty after this one: none falls between the last two drains.
    globalThis.gc?.({ type: 'minor' });
    count += log.drain().length;
    expect(count).toBe(witness.drain().length);
    expect(count).toBeGreaterThanOrEqual(10);
  });
});

test('every record tells its kind, its pause and the sizes around it', () => {
  using log = new GcLog();
  let garbage: unknown[] = [];
  for (let i = 0; i < 100_000; i++) garbage.push({ i });
  garbage = [];
  forceGc();
  const last = log.drain().at(-1);
  expect(last?.kind).toBe('mark-compact');
  expect(last?.pauseMs).toBeGreaterThan(0);
  expect(last?.usedAfter).toBeLessThan(last?.usedBefore ?? 0);
  expect(garbage).toEqual([]);
});

test('totals add up: kinds, histogram and sums', () => {
  using probe = createProbe({ settle: 1_000 });
  let kept: object[] = [];
  for (let i = 0; i < 10_000; i++) kept.push({ i });
  kept = [];
  globalThis.gc?.({ type: 'minor' });
  forceGc();
  const { count, pauseMs, kinds, bounds, share } = probe.gc;
  const all = Object.values(kinds);
  expect(count).toBe(all.reduce((sum, kind) => sum + kind.count, 0));
  expect(pauseMs).toBeCloseTo(
    all.reduce((sum, kind) => sum + kind.pauseMs, 0),
    6,
  );
  for (const kind of all) {
    expect(kind.buckets).toHaveLength(bounds.length + 1);
    expect(kind.buckets.reduce((sum, n) => sum + n, 0)).toBe(kind.count);
    expect(kind.maxMs).toBeLessThanOrEqual(kind.pauseMs);
  }
  expect(kinds.scavenge.count).toBeGreaterThan(0);
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(1);
  expect(kept).toEqual([]);
});

test('records lie in order, between the readings of the log', () => {
  using log = new GcLog();
  forceGc();
  const before = performance.now();
  log.drain();
  for (let i = 0; i < 5; i++) forceGc();
  const moments = log.drain().map(({ at }) => at);
  expect(moments.length).toBeGreaterThanOrEqual(5);
  expect(moments[0]).toBeGreaterThanOrEqual(before);
  expect(moments.at(-1)).toBeLessThanOrEqual(performance.now());
  expect(moments).toEqual(moments.toSorted((a, b) => a - b));
});
