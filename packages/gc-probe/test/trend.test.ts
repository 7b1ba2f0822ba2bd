import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binMinima,
  leastSquares,
  mannKendall,
  median,
  residualMad,
  senSlope,
} from '../src/trend.ts';

const series = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 3, maxLength: 40 });
const times = (n: number) => Array.from({ length: n }, (_, i) => i * 10);

describe('Mann-Kendall', () => {
  test('agrees with a worked example with ties', () => {
    // S = 30 of 36 pairs, one tie of two: var = (9*8*23 - 2*1*9)/18 = 91, z = 29/sqrt(91).
    const y = [1, 2, 2, 4, 3, 6, 7, 9, 8];
    const { tau, p } = mannKendall(y);
    expect(tau).toBeCloseTo(31 / Math.sqrt(36 * 35), 10);
    expect(p).toBeCloseTo(0.00083, 4);
  });

  test('is 1 for a rise, -1 for a fall, nothing for a constant', () => {
    expect(mannKendall([1, 2, 3, 4, 5]).tau).toBe(1);
    expect(mannKendall([5, 4, 3, 2, 1]).tau).toBe(-1);
    expect(mannKendall([7, 7, 7, 7])).toEqual({ tau: 0, p: 1 });
    expect(mannKendall([])).toEqual({ tau: 0, p: 1 });
  });

  test('sees order only: any strictly rising transformation leaves it as it is', () => {
    fc.assert(
      fc.property(series, (y) => {
        const bent = y.map((v) => v ** 3 + v);
        expect(mannKendall(bent)).toEqual(mannKendall(y));
      }),
    );
  });

  test('a reversed series has the opposite tau', () => {
    fc.assert(
      fc.property(series, (y) => {
        expect(mannKendall(y.toReversed()).tau).toBeCloseTo(-mannKendall(y).tau, 12);
      }),
    );
  });
});

describe('slopes', () => {
  test('both are exact on a line, and their interval holds the slope', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 3, max: 40 }), (k, n) => {
        const x = times(n);
        const y = x.map((v) => 5 + k * v);
        for (const { slope, interval } of [senSlope(x, y), leastSquares(x, y)]) {
          expect(slope).toBeCloseTo(k, 9);
          expect(interval[0]).toBeLessThanOrEqual(slope + 1e-9);
          expect(interval[1]).toBeGreaterThanOrEqual(slope - 1e-9);
        }
      }),
    );
  });

  test('scale with y and do not mind an offset', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 9 }), (y, k) => {
        const x = times(y.length);
        const moved = y.map((v) => k * v + 1_000);
        for (const slopeOf of [senSlope, leastSquares]) {
          expect(slopeOf(x, moved).slope).toBeCloseTo(k * slopeOf(x, y).slope, 8);
        }
      }),
    );
  });

  test('wild points move the median of pairs little, and least squares much', () => {
    const x = times(21);
    const y = x.map((v) => 2 * v);
    for (const i of [3, 9, 14, 19]) y[i] = (y[i] as number) + 100_000 * (i % 2 === 0 ? 1 : -1);
    expect(senSlope(x, y).slope).toBeCloseTo(2, 6);
    expect(Math.abs(leastSquares(x, y).slope - 2)).toBeGreaterThan(10);
  });

  test('a counter that moves in steps with its tasks has the exact slope per task', () => {
    const tasks = [0, 13, 26, 39, 45, 58];
    expect(leastSquares(tasks, tasks).slope).toBe(1);
    // The median of all pairs of a counter that mostly stands still says nothing.
    const still = [0, 0, 0, 0, 0, 1];
    expect(senSlope(times(6), still).slope).toBe(0);
    expect(leastSquares(times(6), still).slope).toBeGreaterThan(0);
  });

  test('points at one moment have no slope', () => {
    expect(senSlope([5, 5], [1, 2]).slope).toBe(0);
    expect(leastSquares([5, 5], [1, 2]).slope).toBe(0);
  });
});

test('bin minima keep the least point of every stretch with its own moment', () => {
  expect(binMinima([0, 1, 2, 3, 4, 5], [9, 3, 5, 4, 8, 1], 3)).toEqual({
    x: [1, 3, 5],
    y: [3, 4, 1],
  });
  expect(binMinima([0, 1], [5, 6], 9)).toEqual({ x: [0, 1], y: [5, 6] });
});

test('the residual deviation is 0 on a line and ignores single outliers', () => {
  const x = times(11);
  const y = x.map((v) => 3 * v + 7);
  expect(residualMad(x, y, 3)).toBe(0);
  y[5] = 1e9;
  expect(residualMad(x, y, 3)).toBe(0);
});

test('the median of an even number of values is the mean of the middle two', () => {
  expect(median([])).toBe(0);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});
