import { createRandom } from './random.ts';

/**
 * Open-loop arrivals: tasks come when the schedule says, whether or not the service keeps up,
 * as users do. A closed loop would slow down with the service and hide its queue.
 */
export class Arrivals implements Disposable {
  readonly #onArrival: (dueAt: number) => void;
  readonly #next: () => number;
  #timer: NodeJS.Timeout | undefined;
  #due = 0;

  /** @param rate tasks per second, in the mean. @param seed of the schedule. */
  constructor(rate: number, seed: number, onArrival: (dueAt: number) => void) {
    const random = createRandom(seed);
    this.#onArrival = onArrival;
    // Exponential gaps make a Poisson process: -ln(1 - u) / rate.
    this.#next = () => (-Math.log(1 - random.next()) / rate) * 1000;
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
      this.#onArrival(this.#due);
      this.#due += this.#next();
    }
    this.#arm();
  }
}
