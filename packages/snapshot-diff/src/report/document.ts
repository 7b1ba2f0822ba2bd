import type { BaselineComparison } from '../compare/baseline.ts';
import type { SeriesRow } from '../compare/compare-series.ts';
import type { Overrun } from '../compare/budget.ts';
import type { EventCounts } from '../compare/counts.ts';
import type { IsolateCluster, Suspect } from '../compare/rank.ts';
import type { ComparisonRow } from '../compare/comparison-row.ts';
import type { SnapshotSize } from '../graph/snapshot-size.ts';
import { bytes, count } from './numbers.ts';

/** What a comparison comes to. */
export type Verdict = 'no leak' | 'leak' | 'inconclusive';

/** Input of every report: a comparison of one isolate, or of several. */
export interface ReportInput {
  /**
   * What the suspects are: classes that grew, whose objects survived (three snapshots), or that grew
   * in every step (more snapshots). @default 'comparison'
   */
  method?: 'comparison' | 'survivors' | 'series';
  counts: EventCounts;
  suspects: Suspect[];
  growing: Suspect[];
  isolates: {
    isolate: string;
    threadId: number;
    before: SnapshotSize;
    after: SnapshotSize;
    rows: ComparisonRow[];
  }[];
  /** Where what is new piles up. */
  clusters?: IsolateCluster[];
  /** Every class over all snapshots, where there are more than three. */
  series?: { sizes: SnapshotSize[]; rows: SeriesRow[] };
  /** The last heap beside a stored one. */
  baseline?: BaselineComparison;
  /** Limits of a budget that were passed; undefined where there is no budget. */
  overruns?: Overrun[];
}

/**
 * The JSON report. `schema` changes its number when a field is removed or changes its meaning;
 * new fields do not change it.
 */
export interface ReportDocument extends ReportInput {
  schema: 'watertight.snapshot-diff/1';
  verdict: Verdict;
  /** The verdict in one sentence. */
  summary: string;
}

/**
 * A leak is a class that grew by a multiple of what happened, or growth over the budget; without a
 * number and without a budget nothing is certain.
 */
function verdictOf(input: ReportInput): Verdict {
  if (input.suspects.length > 0 || (input.overruns?.length ?? 0) > 0) return 'leak';
  if (input.overruns) return 'no leak';
  const counted = Object.values(input.counts).some((times) => times > 0);
  return counted || input.growing.length === 0 ? 'no leak' : 'inconclusive';
}

export function reportDocument(input: ReportInput): ReportDocument {
  const verdict = verdictOf(input);
  const { method = 'comparison', counts, suspects, growing, isolates } = input;
  const { clusters, series, baseline, overruns } = input;
  return {
    schema: 'watertight.snapshot-diff/1',
    verdict,
    summary: summaryOf(verdict, input),
    method,
    counts,
    suspects,
    growing,
    isolates,
    ...(clusters && { clusters }),
    ...(series && { series }),
    ...(baseline && { baseline }),
    ...(overruns && { overruns }),
  };
}

function summaryOf(verdict: Verdict, input: ReportInput): string {
  const { counts, suspects, growing, overruns = [] } = input;
  if (verdict === 'leak') {
    if (suspects.length === 0) return `over budget: ${overruns.map(overrunWords).join(', ')}`;
    const [first] = suspects;
    const more = suspects.length > 1 ? `, and ${suspects.length - 1} more` : '';
    return `leak: ${first!.name} +${first!.delta} = ${first!.k} per ${first!.per}${more}`;
  }
  if (verdict === 'inconclusive') {
    return `${growing.length} classes grew, but nothing says how many tasks ran in between: give --tasks N (a prime number tells most)`;
  }
  const said = Object.entries(counts).map(([name, times]) => `${times} × ${name}`);
  const within = input.overruns ? ', and all stayed within the budget' : '';
  if (said.length > 0) return `no class grew by a multiple of ${said.join(' or ')}${within}`;
  return input.overruns ? 'all stayed within the budget' : 'no class grew';
}

/** `Session +120 (100 allowed)`. */
export function overrunWords({ name, what, limit, actual }: Overrun): string {
  const value = (amount: number, signed: boolean): string =>
    what === 'bytes' ? bytes(amount, signed) : count(amount, signed);
  return `${name ?? 'the heap'} ${value(actual, true)} (${value(limit, false)} allowed)`;
}
