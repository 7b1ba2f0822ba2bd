import { describe, expect, test } from 'vitest';
import { judged, moments } from './support/judged.ts';
import { random } from './support/series.ts';

const count = { unit: 'count' } as const;
const series = (floors: number, f: (i: number) => number) => ({
  at: moments(floors),
  values: moments(floors).map((_, i) => f(i)),
});

describe('counters that leak', () => {
  test('one per task', () => {
    const { suspectAt, leakAt } = judged(
      series(40, (i) => 7 + 13 * i),
      count,
    );
    expect(suspectAt).toBe(19);
    expect(leakAt).toBeLessThanOrEqual(31);
  });

  test('one per failure, with failures at random', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const next = random(seed);
      const events: number[] = [];
      let failures = 0;
      for (let i = 0; i < 120; i++) {
        for (let task = 0; task < 13; task++) if (next() < 0.05) failures += 1;
        events.push(failures);
      }
      const fed = { at: moments(120), values: events.map((n) => 11 + n), events };
      expect(judged(fed, count).last, `seed ${seed}`).toBe('leak');
    }
  });

  test('a step every 2 seconds', () => {
    expect(
      judged(
        series(80, (i) => 5 + Math.floor(i / 6)),
        count,
      ).last,
    ).toBe('leak');
  });
});

describe('counters that move in a healthy service', () => {
  const clean = (floors: number, f: (i: number) => number, settle = 3_000) =>
    expect(judged(series(floors, f), { ...count, settle }).all).not.toContain('leak');

  test('constant', () => clean(100, () => 11));

  test('a pool that grows to its maximum and stays', () => {
    for (const start of [0, 10, 20, 30, 40, 50]) {
      for (const every of [0.5, 1]) {
        // 8 threads in 8 floors, 2.6 s at the longest: half of the settle window.
        const threads = (i: number) =>
          7 + Math.max(0, Math.min(8, Math.floor((i - start) / every)));
        clean(120, threads, 5_300);
      }
    }
  });

  test('a single step, small or large, early or late', () => {
    for (const when of [3, 15, 25, 40]) {
      for (const size of [1, 4, 100]) clean(100, (i) => (i < when ? 5 : 5 + size));
    }
  });

  test('bursts that come and go', () => {
    clean(120, (i) => (i % 10 < 2 ? 25 : 5));
    clean(120, (i) => (i > 30 && i < 36 ? 25 : 5));
  });

  test('handles that depend on the queue', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const next = random(seed);
      clean(120, () => 5 + Math.floor(next() * 6));
    }
  });

  test('a slow walk up and down', () => {
    clean(120, (i) => 20 + Math.round(5 * Math.sin(i / 2)));
  });
});
