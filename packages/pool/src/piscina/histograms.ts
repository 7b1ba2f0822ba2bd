import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Times in milliseconds. */
export interface PiscinaHistogramSummary {
  average: number;
  mean: number;
  stddev: number;
  min: number;
  max: number;
  p0_001: number;
  p0_01: number;
  p0_1: number;
  p1: number;
  p2_5: number;
  p10: number;
  p25: number;
  p50: number;
  p75: number;
  p90: number;
  p97_5: number;
  p99: number;
  p99_9: number;
  p99_99: number;
  p99_999: number;
}

export interface PiscinaHistogram {
  readonly runTime: PiscinaHistogramSummary;
  readonly waitTime: PiscinaHistogramSummary;
  resetRunTime(): void;
  resetWaitTime(): void;
}

/** Recorded times in milliseconds: ours, and those of the core. */
export interface Times {
  readonly count: number;
  readonly mean: number;
  readonly stddev: number;
  readonly min: number;
  readonly max: number;
  percentile(percentile: number): number;
  reset(): void;
}

const PERCENTILES = [0.001, 0.01, 0.1, 1, 2.5, 10, 25, 50, 75, 90, 97.5, 99, 99.9, 99.99, 99.999];

/** Milliseconds in and out; microseconds inside, because a histogram takes whole numbers. */
export class RecordedTimes implements Times {
  readonly #histogram: RecordableHistogram = createHistogram();

  record(milliseconds: number): void {
    this.#histogram.record(Math.max(1, Math.trunc(milliseconds * 1000)));
  }

  get count(): number {
    return this.#histogram.count;
  }

  get mean(): number {
    return this.#histogram.mean / 1000;
  }

  get stddev(): number {
    return this.#histogram.stddev / 1000;
  }

  get min(): number {
    return this.#histogram.min / 1000;
  }

  get max(): number {
    return this.#histogram.max / 1000;
  }

  percentile(percentile: number): number {
    return this.#histogram.percentile(percentile) / 1000;
  }

  reset(): void {
    this.#histogram.reset();
  }
}

export function summaryOf(times: Times): PiscinaHistogramSummary {
  const isEmpty = times.count === 0;
  const [mean, stddev] = isEmpty ? [NaN, NaN] : [times.mean, times.stddev];
  const { min, max } = times;
  const percentiles = PERCENTILES.map((at) => [
    `p${String(at).replace('.', '_')}`,
    times.percentile(at),
  ]);
  return {
    average: mean,
    mean,
    stddev,
    min,
    max,
    ...(Object.fromEntries(percentiles) as Omit<
      PiscinaHistogramSummary,
      'average' | 'mean' | 'stddev' | 'min' | 'max'
    >),
  };
}
