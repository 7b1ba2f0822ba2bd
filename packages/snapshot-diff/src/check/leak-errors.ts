import type { LeakCheck } from './check-for-leak.ts';

/** What was found. Not enumerable: a test runner would print, and send on, every row of it. */
abstract class CheckError extends Error {
  declare readonly check: LeakCheck;

  constructor(message: string, check: LeakCheck) {
    super(message);
    Object.defineProperty(this, 'check', {
      value: check,
      enumerable: false,
      configurable: true,
      writable: true,
    });
  }
}

/** A function leaves something behind each time. */
export class LeakError extends CheckError {
  override readonly name: string = 'LeakError';
  readonly code = 'ERR_LEAK' as const;
}

/** Nothing certain can be said; the message tells why, and what would help. */
export class InconclusiveError extends CheckError {
  override readonly name: string = 'InconclusiveError';
  readonly code = 'ERR_INCONCLUSIVE' as const;
}
