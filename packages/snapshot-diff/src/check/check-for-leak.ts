import { notAllowed, overrunsOf, type Overrun } from '../compare/budget.ts';
import type { IsolatesComparison } from '../compare/compare-isolates.ts';
import type { Suspect } from '../compare/rank.ts';
import { CaptureError } from '../errors.ts';
import { reportDocument, type ReportDocument, type Verdict } from '../report/document.ts';
import { readCheckOptions, type LeakCheckOptions, type LeakTask } from './check-options.ts';
import { Rounds, type Round } from './rounds.ts';

/** What a check came to. Plain data. */
export interface LeakCheck {
  verdict: Verdict;
  /** The verdict in one sentence. */
  summary: string;
  /** Why nothing certain can be said; empty unless the verdict is `inconclusive`. */
  reasons: string[];
  /** Classes that grew by `k` per task in every round, most telling first. */
  suspects: Suspect[];
  /** Limits of the budget that were passed in every round. */
  overruns: Overrun[];
  /** Classes that grew by `k` per task in the first round, and not in the last one. */
  settled: Suspect[];
  /** Calls between two snapshots. */
  tasks: number;
  /** Rounds that were compared: one when nothing grew in it. */
  rounds: number;
  /** The last round's comparison as the reports take it; undefined when no snapshot could be taken. */
  report: ReportDocument | undefined;
}

/**
 * Runs a function many times between heap snapshots of this thread and its workers, and tells whether
 * something stays behind each time. Needs no flag and no test runner.
 *
 * @param task - awaited on every call; what it rejects with is passed on
 * @throws {ArgumentError} on bad options
 */
export async function checkForLeak(
  task: LeakTask,
  options: LeakCheckOptions = {},
): Promise<LeakCheck> {
  const read = readCheckOptions(options);
  const { budget = {}, tasks } = read;
  let rounds: Rounds;
  try {
    rounds = await Rounds.run(task, read);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    return withoutSnapshot(error, tasks);
  }
  try {
    let round = await rounds.compare(0);
    const first = judge(round, budget);
    let standing = first;
    let compared = 1;
    while (compared < read.rounds && standing.suspects.length + standing.overruns.length > 0) {
      round = await rounds.compare(compared++);
      standing = both(standing, judge(round, budget));
    }
    const names = new Set(standing.suspects.map(({ name }) => name));
    const settled = first.suspects.filter(({ name }) => !names.has(name));
    return conclude(round, { ...standing, settled, tasks, rounds: compared });
  } finally {
    await rounds[Symbol.asyncDispose]();
  }
}

type Findings = Pick<LeakCheck, 'suspects' | 'overruns'>;

function judge({ comparison }: Round, budget: NonNullable<LeakCheckOptions['budget']>): Findings {
  return {
    suspects: notAllowed(comparison.suspects, budget),
    overruns: overrunsOf(budget, comparison),
  };
}

/** What stands in both rounds, with the figures of the later one. */
function both(earlier: Findings, later: Findings): Findings {
  const names = new Set(earlier.suspects.map(({ name }) => name));
  const limits = new Set(earlier.overruns.map(({ name, what }) => `${what} ${name}`));
  return {
    suspects: later.suspects.filter(({ name }) => names.has(name)),
    overruns: later.overruns.filter(({ name, what }) => limits.has(`${what} ${name}`)),
  };
}

function conclude(
  { comparison, unseen }: Round,
  found: Findings & Pick<LeakCheck, 'settled' | 'tasks' | 'rounds'>,
): LeakCheck {
  const { suspects, overruns, settled, tasks } = found;
  const leaks = suspects.length > 0 || overruns.length > 0;
  const reasons = leaks
    ? []
    : [...unseen, ...settled.flatMap((one) => stillGrowing(one, comparison))];
  const verdict: Verdict = leaks ? 'leak' : reasons.length > 0 ? 'inconclusive' : 'no leak';
  const report = reportDocument({ ...comparison, suspects, overruns });
  const { summary } = { leak: report, 'no leak': report, inconclusive: { summary: '' } }[verdict];
  return {
    verdict,
    summary: verdict === 'inconclusive' ? `inconclusive: ${reasons.join('; ')}` : summary,
    reasons,
    ...found,
    tasks,
    report: { ...report, verdict },
  };
}

/** A class that grew by k per task, then by no multiple, but by more than half as much. */
function stillGrowing(before: Suspect, comparison: IsolatesComparison): string[] {
  const now = comparison.growing.find(({ name }) => name === before.name);
  if (!now || now.delta * 2 < before.delta) return [];
  return [
    `${before.name} grew by ${before.delta}, then by ${now.delta}: give it more warm-up or more rounds`,
  ];
}

function withoutSnapshot(error: CaptureError, tasks: number): LeakCheck {
  return {
    verdict: 'inconclusive',
    summary: `inconclusive: ${error.message}`,
    reasons: [error.message],
    suspects: [],
    overruns: [],
    settled: [],
    tasks,
    rounds: 0,
    report: undefined,
  };
}
