import { slotOf, SLOTS, timesOf } from './claims.ts';

/**
 * Histograms in shared memory. Each thread has two: how long tasks waited, from `run()` to their
 * start, and how long they ran. The worker alone writes them, a few plain stores for each task, and
 * the pool reads them when it is asked: no message, no lock, nothing to switch on.
 *
 * Values are in ms. There are 16 buckets for each doubling from 1 µs on, so a quantile is off by
 * 2.2 % at most (half a bucket; see `valueOf`).
 */
const STEPS = 16;
/** 1 µs doubled 36 times is 19 hours. */
const BUCKETS = STEPS * 36 + 1;
const COUNT = 0;
const SUM = 1;
const SQUARES = 2;
const MIN = 3;
const MAX = 4;
const FIRST = 5;
export const HISTOGRAM_LENGTH: number = FIRST + BUCKETS;

export type HistogramName = 'wait' | 'run';

/** The figures of one histogram. */
export interface Totals {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly min: number;
  readonly max: number;
  readonly buckets: Float64Array;
}

export function histogramOf(words: Int32Array, name: HistogramName): Float64Array {
  const from = SLOTS + (name === 'wait' ? 0 : HISTOGRAM_LENGTH);
  return timesOf(words, SLOTS + HISTOGRAM_LENGTH * 2).subarray(from, from + HISTOGRAM_LENGTH);
}

export function totalsOf(histogram: Float64Array): Totals {
  return {
    count: histogram[COUNT]!,
    sum: histogram[SUM]!,
    squares: histogram[SQUARES]!,
    min: histogram[MIN]!,
    max: histogram[MAX]!,
    buckets: histogram.subarray(FIRST),
  };
}

/** Adds the second histogram to the first. */
export function addTo(into: Float64Array, histogram: Float64Array): void {
  if (histogram[COUNT] === 0) return;
  into[MIN] = into[COUNT] === 0 ? histogram[MIN]! : Math.min(into[MIN]!, histogram[MIN]!);
  into[MAX] = Math.max(into[MAX]!, histogram[MAX]!);
  for (let i = 0; i < HISTOGRAM_LENGTH; i += 1) {
    if (i !== MIN && i !== MAX) into[i]! += histogram[i]!;
  }
}

/** The middle of a bucket, in ms. */
export function valueOf(bucket: number): number {
  return bucket === 0 ? 0.0005 : 2 ** ((bucket - 0.5) / STEPS) / 1000;
}

export function record(histogram: Float64Array, ms: number): void {
  const micros = ms * 1000;
  const bucket = micros < 1 ? 0 : Math.min((Math.log2(micros) * STEPS + 1) | 0, BUCKETS - 1);
  histogram[FIRST + bucket]! += 1;
  if (histogram[COUNT] === 0 || ms < histogram[MIN]!) histogram[MIN] = ms;
  if (ms > histogram[MAX]!) histogram[MAX] = ms;
  histogram[SUM]! += ms;
  histogram[SQUARES]! += ms * ms;
  // Last: who reads it divides by it.
  histogram[COUNT]! += 1;
}

/** The worker's side. */
export class Timings {
  readonly #submitted: Float64Array;
  readonly #wait: Float64Array;
  readonly #run: Float64Array;

  constructor(words: Int32Array) {
    this.#submitted = submittedTimes(words);
    this.#wait = histogramOf(words, 'wait');
    this.#run = histogramOf(words, 'run');
  }

  begun(id: number, clock: number): void {
    // Clocks of two threads may differ by some µs.
    record(this.#wait, Math.max(0, clock - this.#submitted[slotOf(id)]!));
  }

  ended(took: number): void {
    record(this.#run, took);
  }
}

/** By slot: when the pool took the task, on the clock that all threads share. */
export function submittedTimes(words: Int32Array): Float64Array {
  return timesOf(words, SLOTS);
}
