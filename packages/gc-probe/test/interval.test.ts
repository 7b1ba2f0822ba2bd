import { describe, expect, test } from 'vitest';
import { senSlope, leastSquares } from '../src/trend.ts';
import { random } from './support/series.ts';

/** How often the 95 % interval holds the true slope, over many seeded series of `n` points. */
function coverage(estimate: typeof senSlope, n: number, rho: number): number {
  const RUNS = 400;
  const truth = 3;
  let held = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const next = random(seed);
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const x = Array.from({ length: n }, (_, i) => i * 10);
    let error = normal();
    const y = x.map((at) => {
      error = rho * error + Math.sqrt(1 - rho * rho) * normal();
      return 5_000 + truth * at + 40 * error;
    });
    const [lo, hi] = estimate(x, y).interval;
    if (lo <= truth && truth <= hi) held += 1;
  }
  return held / RUNS;
}

// Of 400 seeded runs; without the allowance for persistence it is 0.69 at 0.6 and 60 points.
describe.each([
  { name: 'Sen', estimate: senSlope },
  { name: 'least squares', estimate: leastSquares },
])('the 95 % interval of $name holds', ({ estimate }) => {
  test.each([
    [15, 0],
    [30, 0],
    [30, 0.6],
    [60, 0.8],
  ])('%i points, of which each keeps %f of the one before', (n, rho) => {
    expect(coverage(estimate, n, rho)).toBeGreaterThanOrEqual(0.9);
  });
});
