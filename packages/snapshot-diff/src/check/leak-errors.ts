import type { LeakCheck } from './check-for-leak.ts';

/** A function leaves something behind each time. */
export class LeakError extends Error {
  override readonly name: string = 'LeakError';
  readonly code = 'ERR_LEAK' as const;
  readonly check: LeakCheck;

  constructor(message: string, check: LeakCheck) {
    super(message);
    this.check = hidden(this, check);
  }
}

/** Nothing certain can be said; the message tells why, and what would help. */
export class InconclusiveError extends Error {
  override readonly name: string = 'InconclusiveError';
  readonly code = 'ERR_INCONCLUSIVE' as const;
  readonly check: LeakCheck;

  constructor(message: string, check: LeakCheck) {
    super(message);
    this.check = hidden(this, check);
  }
}

/** Not enumerable: a test runner would print, and send to its main process, every row of it. */
function hidden(error: Error, check: LeakCheck): LeakCheck {
  Object.defineProperty(error, 'check', {
    value: check,
    enumerable: false,
    configurable: true,
    writable: true,
  });
  return check;
}
