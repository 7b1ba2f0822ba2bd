import { expect, test } from 'vitest';
import { createWords } from '../src/protocol/claims.ts';
import { histogramOf, record } from '../src/protocol/timings.ts';
import { TimeHistogram } from '../src/telemetry/time-histogram.ts';
import { rejection, release, sharedWords, taskPool } from './helpers.ts';

function histogramWith(...times: number[]): [TimeHistogram, Float64Array] {
  const words = histogramOf(createWords(), 'run');
  for (const ms of times) record(words, ms);
  return [new TimeHistogram(() => [words]), words];
}

test('count, extremes, mean and deviation are exact', () => {
  const [histogram] = histogramWith(1, 2, 3, 10);
  expect(histogram).toMatchObject({ count: 4, min: 1, max: 10, mean: 4 });
  expect(histogram.stddev).toBeCloseTo(Math.sqrt(12.5), 12);
});

test.each([0.0004, 0.001, 0.0234, 1, 7.77, 1234, 3.6e6])(
  'a quantile is as close as its bucket allows: %d ms',
  (ms) => {
    const [histogram] = histogramWith(ms / 1000, ms, ms * 1000);
    const found = histogram.percentile(50);
    // Below 1 µs there is one bucket.
    if (ms < 0.001) expect(found).toBe(0.0005);
    else expect(Math.abs(found / ms - 1)).toBeLessThan(0.0221);
  },
);

test('percentiles follow their tasks, and an empty histogram is all zero', () => {
  const [histogram] = histogramWith(...Array.from({ length: 1000 }, (_, i) => i + 1));
  for (const percent of [1, 25, 50, 90, 99, 99.9]) {
    expect(histogram.percentile(percent) / (percent * 10)).toBeCloseTo(1, 1);
  }
  expect(histogram.percentile(0)).toBe(1);
  expect(histogram.percentile(100)).toBe(1000);
  expect(() => histogram.percentile(101)).toThrow(RangeError);
  const [empty] = histogramWith();
  expect(empty).toMatchObject({ count: 0, min: 0, max: 0, mean: 0, stddev: 0 });
  expect(empty.percentile(99)).toBe(0);
});

test('reset() counts from then on', () => {
  const [histogram, words] = histogramWith(100, 200);
  histogram.reset();
  expect(histogram).toMatchObject({ count: 0, min: 0, max: 0 });
  record(words, 5);
  expect(histogram.count).toBe(1);
  expect(histogram.mean).toBe(5);
  expect(Math.abs(histogram.max / 5 - 1)).toBeLessThan(0.0221);
});

test('a pool tells how long its tasks ran and waited, on threads that have ended too', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const words = sharedWords();
  const start = performance.now();
  const held = pool.run('hold', [words]);
  const behind = pool.run('add', [1, 2]);
  while (Atomics.load(words, 0) === 0 || performance.now() - start < 50) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  const begun = performance.now() - start;
  release(words);
  await held;
  await behind;
  const whole = performance.now() - start;
  const { run, wait } = pool.histograms;
  expect(run.count).toBe(2);
  expect(wait.count).toBe(2);
  expect(run.max).toBeLessThanOrEqual(whole);
  // The second waited for as long as the first ran, and more.
  expect(wait.max).toBeGreaterThanOrEqual(run.max);
  expect(begun).toBeGreaterThanOrEqual(50);
  const [thread] = pool.threads;
  expect(thread!.histograms.run.count).toBe(2);
  expect(thread!.utilization).toBeGreaterThan(0);
  expect((await rejection(pool.run('exit', [1]))).code).toBe('ERR_POOL_WORKER_EXITED');
  expect(await pool.run('add', [1, 2])).toBe(3);
  // A task that took its worker with it has no end.
  expect([wait.count, run.count]).toEqual([4, 3]);
  const { utilization } = pool.stats();
  expect(utilization).toBeGreaterThan(0);
  expect(utilization).toBeLessThanOrEqual(1);
});
