import {
  checkForLeak,
  failureText,
  InconclusiveError,
  trackWorkers,
  type LeakCheckOptions,
  type LeakTask,
} from '@watertight/snapshot-diff';
import { expect } from 'vitest';

export {
  checkForLeak,
  expectNoLeak,
  InconclusiveError,
  LeakError,
} from '@watertight/snapshot-diff';
export type {
  AssertNoLeakOptions,
  Budget,
  LeakCheck,
  LeakCheckOptions,
  LeakTask,
} from '@watertight/snapshot-diff';

// From now on: a test file imports this before it makes its workers.
trackWorkers();

interface LeakMatchers<R = unknown> {
  /**
   * A function leaves something behind each time it is called. Mostly denied, and awaited:
   * `await expect(() => handle(request)).not.toLeak({ tasks: 101 })`. An inconclusive check fails either way.
   */
  toLeak(options?: LeakCheckOptions): Promise<R>;
  /**
   * The same for one class: `await expect(task).toLeakClass('Session')` where a leak is expected, and
   * denied where only this class matters.
   */
  toLeakClass(name: string, options?: LeakCheckOptions): Promise<R>;
}

declare module 'vitest' {
  interface Matchers<T = any> extends LeakMatchers<T> {}
}

expect.extend({
  async toLeak(received: LeakTask, options?: LeakCheckOptions) {
    const check = await checkForLeak(received, options);
    if (check.verdict === 'inconclusive') throw new InconclusiveError(failureText(check), check);
    return {
      pass: check.verdict === 'leak',
      message: () =>
        check.verdict === 'leak' ? failureText(check) : `expected a leak, but ${check.summary}`,
    };
  },
  async toLeakClass(received: LeakTask, name: string, options?: LeakCheckOptions) {
    const check = await checkForLeak(received, options);
    const found = check.suspects.filter((suspect) => suspect.name === name);
    if (found.length === 0 && check.verdict === 'inconclusive') {
      throw new InconclusiveError(failureText(check), check);
    }
    return {
      pass: found.length > 0,
      message: () =>
        found.length > 0
          ? failureText({ ...check, suspects: found, overruns: [] })
          : `expected ${name} to leak, but ${check.summary}`,
    };
  },
});
