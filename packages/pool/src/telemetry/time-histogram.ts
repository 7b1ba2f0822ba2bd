import { addTo, HISTOGRAM_LENGTH, totalsOf, valueOf, type Totals } from '../protocol/timings.ts';

/** How long tasks took, in milliseconds; read from the threads whenever it is asked. */
export class TimeHistogram {
  readonly #read: () => Iterable<Float64Array>;
  /** What had been counted at the last `reset()`. */
  #before: Totals | undefined;

  constructor(read: () => Iterable<Float64Array>) {
    this.#read = read;
  }

  /** Tasks. */
  get count(): number {
    return this.#totals().count;
  }

  /** The shortest; after a `reset()`, to 2.2 %. 0 where there was none. */
  get min(): number {
    return this.#totals().min;
  }

  /** The longest; after a `reset()`, to 2.2 %. 0 where there was none. */
  get max(): number {
    return this.#totals().max;
  }

  get mean(): number {
    const { count, sum } = this.#totals();
    return count === 0 ? 0 : sum / count;
  }

  get stddev(): number {
    const { count, sum, squares } = this.#totals();
    return count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  }

  /** The value that `percent` of the tasks do not exceed, to 2.2 %. 0 where there was none. */
  percentile(percent: number): number {
    const { count, buckets, min, max } = this.#totals();
    if (!(percent >= 0 && percent <= 100)) throw new RangeError(`${percent} is not from 0 to 100`);
    if (count === 0 || percent === 0) return min;
    if (percent === 100) return max;
    let left = Math.max(1, Math.ceil((count * percent) / 100));
    const bucket = buckets.findIndex((tasks) => (left -= tasks) <= 0);
    return Math.min(max, Math.max(min, valueOf(bucket === -1 ? buckets.length - 1 : bucket)));
  }

  /** Counts from here on. */
  reset(): void {
    this.#before = undefined;
    this.#before = this.#totals();
  }

  #totals(): Totals {
    const all = new Float64Array(HISTOGRAM_LENGTH);
    for (const histogram of this.#read()) addTo(all, histogram);
    const now = totalsOf(all);
    const before = this.#before;
    if (!before) return now;
    const buckets = now.buckets.map((tasks, i) => tasks - before.buckets[i]!);
    const count = now.count - before.count;
    const first = buckets.findIndex((tasks) => tasks > 0);
    const last = buckets.findLastIndex((tasks) => tasks > 0);
    return {
      count,
      sum: now.sum - before.sum,
      squares: now.squares - before.squares,
      min: first === -1 ? 0 : valueOf(first),
      max: last === -1 ? 0 : valueOf(last),
      buckets,
    };
  }
}

/** The two histograms of a pool, or of one of its threads. */
export interface TaskHistograms {
  /** From `run()` to the start of the task. A retried task counts anew from its last failure. */
  readonly wait: TimeHistogram;
  /** From its start to its end on the thread. */
  readonly run: TimeHistogram;
}
