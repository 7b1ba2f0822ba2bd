import { createRandom } from './random.ts';

/** When tasks arrive; with the same one they arrive in the same order and at the same distances. */
export interface Schedule {
  /** Tasks per second, in the mean. */
  readonly rate: number;
  readonly seed: number;
  /**
   * How many arrive at once.
   * @default 1
   */
  readonly burst?: number | undefined;
}

/**
 * Open-loop arrivals: tasks come when the schedule says, whether or not the service keeps up,
 * as users do. A closed loop would slow down with the service and hide its queue.
 */
export class Arrivals implements Disposable {
  readonly #onArrival: (dueAt: number) => void;
  readonly #next: () => number;
  readonly #burst: number;
  #timer: NodeJS.Timeout | undefined;
  #due = 0;

  constructor({ rate, seed, burst = 1 }: Schedule, onArrival: (dueAt: number) => void) {
    const random = createRandom(seed);
    this.#onArrival = onArrival;
    this.#burst = burst;
    // Exponential gaps make a Poisson process: -ln(1 - u) / rate. A burst counts as one arrival.
    this.#next = () => (-Math.log(1 - random.next()) / (rate / burst)) * 1000;
  }

  /** Starts the clock of the schedule, or starts it again after `stop` with the next gap. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#due = performance.now() + this.#next();
    this.#arm();
  }

  /** Stops the clock of the schedule. */
  stop(): void {
    this.hold();
  }

  /** Delivers nothing for a moment; the clock goes on, as users do not wait to be asked. */
  hold(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Ends `hold`: what fell due meanwhile is delivered at once. */
  release(): void {
    if (this.#timer === undefined) this.#deliver();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #arm(): void {
    this.#timer = setTimeout(() => this.#deliver(), Math.max(0, this.#due - performance.now()));
  }

  /** A timer may be late: everything that fell due since is delivered with its own due time. */
  #deliver(): void {
    this.#timer = undefined;
    const now = performance.now();
    while (this.#due <= now) {
      for (let task = 0; task < this.#burst; task++) this.#onArrival(this.#due);
      this.#due += this.#next();
    }
    this.#arm();
  }
}
