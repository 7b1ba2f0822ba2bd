let cached = 0;
let uses = 0;
let expiring = false;
const tick = Promise.resolve();

function expire(): void {
  uses = 0;
  expiring = false;
}

/** Whole milliseconds on the monotonic clock. */
export function now(): number {
  return Math.trunc(performance.now());
}

/**
 * Like {@link now}, but read at most once in 64 calls of one turn: the clock costs as much as all the rest of
 * a registration. The microtask makes sure that an old reading does not outlive the turn it was made in.
 */
export function coarseNow(): number {
  if (uses > 0) {
    uses -= 1;
    return cached;
  }
  uses = 63;
  cached = now();
  if (!expiring) {
    expiring = true;
    void tick.then(expire);
  }
  return cached;
}
