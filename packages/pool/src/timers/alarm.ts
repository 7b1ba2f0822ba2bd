import { MAX_DELAY } from './max-delay.ts';

/**
 * One unref'ed timer for many deadlines. It fires at or before the earliest of them; `check`
 * then says in how many milliseconds to look again, or Infinity. A timer for each task would cost
 * more than a small task, and every one of them would be a leak if it were forgotten.
 */
export class Alarm {
  readonly #check: () => number;
  /** Timers are started through this, so that they hold no caller's async context. */
  readonly #neutral: (start: () => void) => void;
  #timer: NodeJS.Timeout | undefined;
  #at = Infinity;

  constructor(neutral: (start: () => void) => void, check: () => number) {
    this.#neutral = neutral;
    this.#check = check;
  }

  /** Something may be due in `ms`. O(1), and free when an earlier look is set already. */
  within(ms: number, now: number): void {
    if (now + ms >= this.#at) return;
    clearTimeout(this.#timer);
    this.#at = now + ms;
    this.#neutral(() => {
      this.#timer = setTimeout(this.#fire, Math.min(Math.ceil(ms), MAX_DELAY));
      this.#timer.unref();
    });
  }

  /** Whether its timer is set. */
  get isSet(): boolean {
    return this.#timer !== undefined;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#at = Infinity;
  }

  readonly #fire = (): void => {
    this.clear();
    const ms = this.#check();
    if (ms !== Infinity) this.within(Math.max(ms, 1), performance.now());
  };
}
