import { afterEach, beforeEach } from 'vitest';
import { trackLeaks } from './leaks.ts';
import type { Leak, LeakOptions, LeakTracking } from './leaks.ts';

export { trackLeaks } from './leaks.ts';
export type { Leak, LeakOptions, LeakTracking } from './leaks.ts';

/** A test left something open. */
export class LeakError extends Error {
  override readonly name: string = 'LeakError';
  readonly code = 'CLEANUP_LEAK';
  readonly leaks: readonly Leak[];

  constructor(leaks: readonly Leak[]) {
    const parts = leaks.map(({ type, what, stack }) => {
      const head = what === '' ? type : `${type} ${what}`;
      return stack === '' ? `  ${head}` : `  ${head}, made\n${stack}`;
    });
    super(`${leaks.length} left open:\n${parts.join('\n')}`);
    this.leaks = leaks;
  }
}

/**
 * Fails every test of the file or suite it is called in that leaves something open, saying what and where it was
 * made. Call it first, so that it looks after all other `afterEach` hooks. Not for tests that run concurrently.
 */
export function noLeaks(options: LeakOptions = {}): void {
  let tracking: LeakTracking | undefined;
  beforeEach(() => {
    tracking = trackLeaks(options);
  });
  afterEach(async () => {
    const leaks = (await tracking?.stop()) ?? [];
    tracking = undefined;
    if (leaks.length > 0) throw new LeakError(leaks);
  });
}
