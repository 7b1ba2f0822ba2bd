import { addTo, HISTOGRAM_LENGTH, histogramOf, type HistogramName } from '../protocol/timings.ts';
import { TimeHistogram, type TaskHistograms } from './time-histogram.ts';

/** What the times are read from. */
export interface TimedThread {
  readonly flight: { readonly words: Int32Array };
  /** When it could run tasks, by `performance.now()`; undefined while it starts. */
  readonly readyAt: number | undefined;
}

/** The times of all tasks of a pool, those on threads that have ended included. */
export class PoolTimings {
  readonly histograms: TaskHistograms;
  readonly #live: () => Iterable<TimedThread>;
  readonly #ended = {
    wait: new Float64Array(HISTOGRAM_LENGTH),
    run: new Float64Array(HISTOGRAM_LENGTH),
  };
  /** Milliseconds that threads which have ended could run tasks. */
  #servedMs = 0;

  constructor(live: () => Iterable<TimedThread>) {
    this.#live = live;
    this.histograms = { wait: this.#histogram('wait'), run: this.#histogram('run') };
  }

  onExit(thread: TimedThread): void {
    for (const name of ['wait', 'run'] as const) {
      addTo(this.#ended[name], histogramOf(thread.flight.words, name));
    }
    if (thread.readyAt !== undefined) this.#servedMs += performance.now() - thread.readyAt;
  }

  /** The part of the time of ready threads, from 0 to 1, in which tasks ran. */
  utilization(busyMs: number): number {
    let servedMs = this.#servedMs;
    const now = performance.now();
    for (const { readyAt } of this.#live()) if (readyAt !== undefined) servedMs += now - readyAt;
    return servedMs === 0 ? 0 : Math.min(1, busyMs / servedMs);
  }

  #histogram(name: HistogramName): TimeHistogram {
    return new TimeHistogram(() => [
      this.#ended[name],
      ...Array.from(this.#live(), (thread) => histogramOf(thread.flight.words, name)),
    ]);
  }
}

/** The times of one thread. */
export function threadHistograms(words: Int32Array): TaskHistograms {
  return {
    wait: new TimeHistogram(() => [histogramOf(words, 'wait')]),
    run: new TimeHistogram(() => [histogramOf(words, 'run')]),
  };
}
