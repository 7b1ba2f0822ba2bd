import { describe, expect, test } from 'vitest';
import { judged, moments } from './support/judged.ts';
import { simulate } from './support/series.ts';

const seeds = Array.from({ length: 60 }, (_, i) => i + 1);
// Quiescent floors of real programs lie within a few KB of each other once warm.
const noises = [500, 10_000];

describe('innocent shapes whose cycle fits the settle window are never called leaks', () => {
  for (const kind of ['steady', 'warm-up', 'lru', 'late lru', 'periodic', 'saw-tooth', 'step']) {
    test(kind, () => {
      for (const noise of noises) {
        for (const seed of seeds) {
          const result = judged(simulate(kind, { floors: 120, seed, noise, cycle: 6 }));
          expect(result.leakAt, `seed ${seed}, noise ${noise}`).toBe(0);
        }
      }
    });
  }
});

describe('leaks are found', () => {
  test.each([
    { leak: 1e6, noise: 10_000, within: 40 },
    { leak: 1e5, noise: 10_000, within: 40 },
    { leak: 1e4, noise: 2_000, within: 60 },
  ])('$leak B/s within $within floors', ({ leak, noise, within }) => {
    for (const seed of seeds) {
      const result = judged(simulate('steady', { floors: within, seed, noise, cycle: 6, leak }));
      expect(result.last, `seed ${seed}`).toBe('leak');
    }
  });

  test('also under a periodic load', () => {
    for (const seed of seeds) {
      const shape = { floors: 150, seed, noise: 500, cycle: 4, leak: 4e5 };
      expect(judged(simulate('periodic', shape)).last, `seed ${seed}`).toBe('leak');
    }
  });
});

test('a rise that goes on but ever more slowly is no leak', () => {
  for (const seed of seeds) {
    const series = simulate('slow warm-up', { floors: 120, seed, noise: 200, cycle: 6 });
    expect(judged(series).leakAt, `seed ${seed}`).toBe(0);
  }
});

test('a heap that grows no faster than its compiled code is warming up', () => {
  const at = moments(60);
  const values = at.map((_, i) => 6e6 + 10_000 * i);
  expect(judged({ at, values }).last).toBe('leak');
  const code = at.map((_, i) => 1e6 + 12_000 * i);
  expect(judged({ at, values, code }).all).not.toContain('suspect');
});

test('growth too small to matter is stable, and said so', () => {
  const at = moments(60);
  expect(judged({ at, values: at.map((_, i) => 6e6 + 100 * i) }).last).toBe('stable');
});

test('suspect comes first, and needs as many newer floors to become a leak', () => {
  const at = moments(60);
  const { suspectAt, leakAt } = judged({ at, values: at.map((_, i) => 6e6 + 50_000 * i) });
  expect(suspectAt).toBe(19);
  expect(leakAt).toBeGreaterThanOrEqual(suspectAt + 11);
});

test('memory that comes back takes the verdict back', () => {
  const at = moments(90);
  const values = at.map((_, i) => 6e6 + 50_000 * Math.min(i, 60));
  values.fill(6.1e6, 70);
  const { all, last } = judged({ at, values });
  expect(all[65]).toBe('leak');
  expect(last).toBe('stable');
});

test('an idle stretch does not acquit: no tasks, no new evidence', () => {
  const at = moments(90);
  const values = at.map((_, i) => 6e6 + 50_000 * Math.min(i, 40));
  const tasks = at.map((_, i) => 13 * Math.min(i, 40));
  expect(judged({ at, values, tasks }).last).toBe('leak');
});

test('a refuted suspicion is not yet stable while the rise, though slower, goes on', () => {
  const at = moments(90);
  const values = at.map((_, i) => 6e6 + 100_000 * Math.min(i, 20) + 45_000 * Math.max(0, i - 20));
  const { all } = judged({ at, values });
  const first = all.indexOf('suspect');
  expect(first).toBeGreaterThan(0);
  expect(all.slice(first).find((verdict) => verdict !== 'suspect')).toBe('insufficient');
});
