import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { LoopFigures } from '../types.ts';

/** Milliseconds between two looks at the delay: 50 native wake-ups a second, no JavaScript. */
const RESOLUTION = 20;

/**
 * How late the event loop of the calling isolate is, and how busy.
 *
 * Node.js loses the first delay after a reset: it has no earlier look to compare with. So there
 * are two histograms, of which each reading resets the one that it has just read, and a delay that
 * begins right after a reading is still in the other.
 */
export class LoopWatch implements Disposable {
  #next = monitorEventLoopDelay({ resolution: RESOLUTION });
  #other = monitorEventLoopDelay({ resolution: RESOLUTION });
  #utilization = performance.eventLoopUtilization();

  constructor() {
    this.#next.enable();
    this.#other.enable();
  }

  /** Utilization since the last reading, delay since the one before it. */
  read(): LoopFigures {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#utilization);
    this.#utilization = now;
    const delay = this.#next;
    this.#next = this.#other;
    this.#other = delay;
    const figures: LoopFigures = {
      utilization: Number.isFinite(utilization) ? utilization : 0,
      // Without a single look yet, `mean` is NaN and `max` 0.
      delayMeanMs: late(delay.mean),
      delayP50Ms: late(delay.percentile(50)),
      delayP99Ms: late(delay.percentile(99)),
      delayMaxMs: late(delay.max),
    };
    delay.reset();
    return figures;
  }

  [Symbol.dispose](): void {
    this.#next.disable();
    this.#other.disable();
  }
}

/** The histogram holds the time between two looks in ns; what is above the resolution is delay. */
function late(ns: number): number {
  return Number.isFinite(ns) ? Math.max(0, ns / 1e6 - RESOLUTION) : 0;
}
