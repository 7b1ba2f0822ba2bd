/** Brings tasks to a system. */
export interface Load extends Disposable {
  /** Starts it, or starts it again after `stop`. */
  start(): void;
  /** No more tasks come. */
  stop(): void;
  /** Brings nothing for a moment. */
  hold(): void;
  /** Ends `hold`. */
  release(): void;
}

/**
 * Open-loop arrivals: tasks come when the schedule says, whether or not the service keeps up,
 * as users do. A closed loop would slow down with the service and hide its queue.
 */
export class Arrivals implements Load {
  readonly #gaps: Iterator<number, undefined>;
  readonly #onArrival: (dueAt: number) => void;
  readonly #onEnd: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** When the next one is due; infinite after the last. */
  #due = 0;
  #ended = false;

  /**
   * @param gaps milliseconds between one arrival and the next
   * @param onEnd called once, when the last arrival has been delivered
   */
  constructor(
    gaps: Iterator<number, undefined>,
    onArrival: (dueAt: number) => void,
    onEnd: () => void = () => {},
  ) {
    this.#gaps = gaps;
    this.#onArrival = onArrival;
    this.#onEnd = onEnd;
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

  #next(): number {
    const { done, value } = this.#gaps.next();
    return done ? Infinity : value;
  }

  #arm(): void {
    if (this.#due < Infinity) {
      this.#timer = setTimeout(() => this.#deliver(), Math.max(0, this.#due - performance.now()));
    } else if (!this.#ended) {
      this.#ended = true;
      this.#onEnd();
    }
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
