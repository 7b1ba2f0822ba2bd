import { MAX_DELAY } from './max-delay.ts';

/**
 * Holds the process while tasks are pending, and lets it go when none are. Workers and ports are
 * unref'ed for good; one handle that does not depend on any thread cannot die with one.
 */
export class KeepAlive {
  readonly #neutral: (start: () => void) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(neutral: (start: () => void) => void) {
    this.#neutral = neutral;
  }

  hold(): void {
    if (this.#timer) this.#timer.ref();
    else
      this.#neutral(() => {
        this.#timer = setInterval(nothing, MAX_DELAY);
      });
  }

  /** Keeps the timer for the next task: creating one costs ten times as much as `ref()`. */
  release(): void {
    this.#timer?.unref();
  }

  /** Whether its timer is there; it is kept, unref'ed, for the next task. */
  get isSet(): boolean {
    return this.#timer !== undefined;
  }

  clear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function nothing(): void {}
