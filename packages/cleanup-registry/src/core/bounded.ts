/** The longest delay that setTimeout takes; it fires at once when given more. */
const LONGEST = 2 ** 31 - 1;

export type Outcome = { ok: true } | { ok: false; reason: unknown } | 'late';

/**
 * Waits for a promise for at most `ms` milliseconds. The timer keeps the process alive: a promise that nothing
 * will ever settle must not end the process in the middle of its cleanup.
 * A rejection that comes later is taken and dropped: the timeout has been reported by then.
 */
export function bounded(pending: PromiseLike<unknown>, ms: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = ms <= LONGEST ? setTimeout(() => resolve('late'), Math.max(0, ms)) : undefined;
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    Promise.resolve(pending).then(
      () => settle({ ok: true }),
      (reason: unknown) => settle({ ok: false, reason }),
    );
  });
}

/** Whether a value must be awaited. Reading `then` may throw, as anywhere in the language. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
