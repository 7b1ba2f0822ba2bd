/** What came within this time after the last rest is followed by more, as likely as not. */
const NEAR_MS = 0.1;
/** A vigil lasts no longer. */
const AWAKE_MS = 0.05;
/** So many vigils are left out at most, after some in which nothing came. */
const MOST_LEFT_OUT = 63;

/**
 * Stays awake for a moment where more is likely to come. To put a thread to sleep and wake it again
 * costs both sides 5 to 15 µs each time, several times what a small task costs, and more where the
 * processor had gone to sleep too; so two threads that answer each other at once do not sleep
 * between the answers. Both sides judge by what the last rest was like: a vigil that nothing comes
 * of is followed by fewer.
 */
export class Vigil {
  #restedAt = -Infinity;
  #near = false;
  #leaveOut = 0;
  #leftOut = 0;

  /** Something came, by the event loop. */
  onWoken(now: number): void {
    this.#near = now - this.#restedAt < NEAR_MS;
  }

  /** Nothing is left to do: gives what comes within a moment, if it is likely to. */
  keep<T>(now: () => number, look: () => T | undefined): T | undefined {
    let clock = now();
    this.#restedAt = clock;
    if (!this.#near) return undefined;
    if (this.#leftOut < this.#leaveOut) {
      this.#leftOut += 1;
      return undefined;
    }
    this.#leftOut = 0;
    for (const end = clock + AWAKE_MS; clock < end; clock = now()) {
      const found = look();
      if (found !== undefined) {
        this.#leaveOut = 0;
        return found;
      }
    }
    this.#leaveOut = Math.min(this.#leaveOut * 2 + 1, MOST_LEFT_OUT);
    return undefined;
  }
}
