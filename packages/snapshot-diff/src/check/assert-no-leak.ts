import { InconclusiveError, LeakError } from './leak-errors.ts';
import { checkForLeak, type LeakCheck } from './check-for-leak.ts';
import type { LeakCheckOptions, LeakTask } from './check-options.ts';
import { failureText } from './failure-text.ts';

export interface AssertNoLeakOptions extends LeakCheckOptions {
  /**
   * What to do when nothing certain can be said: fail, or call a function with the reason, such as
   * the `skip` of a test's context. @default 'fail'
   */
  inconclusive?: 'fail' | ((reason: string) => unknown);
}

/**
 * Passes when a function leaves nothing behind; for any test runner.
 *
 * @throws {LeakError} that names class, count per task, path and line
 * @throws {InconclusiveError} when nothing certain can be said
 * @example
 * test('resize does not leak', () => expectNoLeak((index) => resize(images[index % 5])));
 */
export async function expectNoLeak(
  task: LeakTask,
  options: AssertNoLeakOptions = {},
): Promise<LeakCheck> {
  const { inconclusive = 'fail', ...rest } = options;
  const check = await checkForLeak(task, rest);
  if (check.verdict === 'leak') throw new LeakError(failureText(check), check);
  if (check.verdict === 'inconclusive') {
    if (inconclusive === 'fail') throw new InconclusiveError(failureText(check), check);
    await inconclusive(check.summary);
  }
  return check;
}
