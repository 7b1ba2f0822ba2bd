import { KeepAlive } from '../timers/keep-alive.ts';

/**
 * Knows whether anything goes on: holds the process while it does, and tells those who wait when
 * it does not. `pending` are tasks that have not settled, `ending` threads that are on their way
 * out, both asked for when they are needed.
 */
export class Quiescence {
  readonly #keepAlive: KeepAlive;
  readonly #pending: () => number;
  readonly #ending: () => number;
  /** Tasks that have settled for their callers, but run on for their grace. */
  stopping = 0;
  /** Heap snapshots that are being made, and questions for memory. */
  pins = 0;
  #waiters: (() => void)[] = [];

  constructor(neutral: <T>(start: () => T) => T, pending: () => number, ending: () => number) {
    this.#keepAlive = new KeepAlive(neutral);
    this.#pending = pending;
    this.#ending = ending;
  }

  /** Resolves when no task is pending or stopping and no thread is on its way out. */
  wait(): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  get timers(): number {
    return this.#keepAlive.isSet ? 1 : 0;
  }

  /** Callers of `wait()`. */
  get waiting(): number {
    return this.#waiters.length;
  }

  hold(): void {
    this.#keepAlive.hold();
  }

  onStopping(change: 1 | -1): void {
    this.stopping += change;
    this.rested();
  }

  onPins(change: 1 | -1): void {
    this.pins += change;
    if (this.pins > 0) this.hold();
    else this.rested();
  }

  /** Something has come to an end. */
  rested(): void {
    if (this.#pending() > 0 || this.stopping > 0) return;
    if (this.pins === 0) this.#keepAlive.release();
    // Callers that go on after a task may submit the next: it is quiet when they have not.
    if (this.#waiters.length > 0) process.nextTick(this.#settle);
  }

  /** Gives the handle back; it is made anew when it is needed. */
  clear(): void {
    this.#keepAlive.clear();
  }

  #isQuiet(): boolean {
    return this.#pending() === 0 && this.stopping === 0 && this.#ending() === 0;
  }

  readonly #settle = (): void => {
    if (!this.#isQuiet()) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  };
}
