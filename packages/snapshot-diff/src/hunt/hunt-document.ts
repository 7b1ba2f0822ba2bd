import type { Budget } from '../compare/budget.ts';
import type { IsolatesComparison } from '../compare/compare-isolates.ts';
import { matchCount, readCounts } from '../compare/counts.ts';
import { reportDocument, type ReportDocument, type Verdict } from '../report/document.ts';
import { withinBudget } from '../report/within-budget.ts';
import { total, type Vitals } from './vitals.ts';

/** A thread that could not be captured. */
export interface LostIsolate {
  isolate: string;
  threadId: number;
  error: { code: string; message: string };
}

/** Something outside the heaps that grew with what was counted. */
export interface VitalSuspect {
  what: 'threads' | 'descriptors';
  delta: number;
  per: string;
  k: number;
}

/**
 * What a hunt found. `schema` changes its number when a field is removed or changes its meaning; new
 * fields do not change it.
 */
export interface HuntDocument {
  schema: 'watertight.snapshot-diff.hunt/1';
  verdict: Verdict;
  /** The verdict in one sentence. */
  summary: string;
  process: { pid: number; version: string; address: string };
  /** Milliseconds between the two captures. */
  milliseconds: number;
  /** The two captures compared, thread by thread; what `markdownReport` and `htmlReport` take. */
  comparison: ReportDocument;
  vitals: Vitals;
  vitalSuspects: VitalSuspect[];
  /** Threads that began and ended between the captures: what they hold is not compared. */
  born: IsolatesComparison['born'];
  gone: IsolatesComparison['gone'];
  /** Threads that were not captured. */
  failed: LostIsolate[];
}

export interface HuntInput extends Pick<
  HuntDocument,
  'process' | 'milliseconds' | 'vitals' | 'failed'
> {
  compared: IsolatesComparison;
  budget: Budget | undefined;
}

export function huntDocument({ compared, budget, ...rest }: HuntInput): HuntDocument {
  const { counts, suspects, growing, isolates, born, gone } = compared;
  const comparison = reportDocument(withinBudget({ counts, suspects, growing, isolates }, budget));
  const vitalSuspects = suspectVitals(rest.vitals, counts);
  const vital = vitalSuspects[0];
  const onlyVital = vital !== undefined && comparison.verdict !== 'leak';
  return {
    schema: 'watertight.snapshot-diff.hunt/1',
    verdict: onlyVital ? 'leak' : comparison.verdict,
    summary: onlyVital
      ? `leak: ${vital.what} +${vital.delta} = ${vital.k} per ${vital.per}`
      : comparison.summary,
    ...rest,
    comparison,
    vitalSuspects,
    born,
    gone,
  };
}

function suspectVitals({ before, after }: Vitals, events: Record<string, number>): VitalSuspect[] {
  const counts = readCounts({ counts: events });
  const growth = [
    { what: 'threads' as const, delta: (after.threads ?? 0) - (before.threads ?? 0) },
    { what: 'descriptors' as const, delta: (total(after) ?? 0) - (total(before) ?? 0) },
  ];
  return growth.flatMap(({ what, delta }) => {
    const match = matchCount(delta, counts);
    return match ? [{ what, delta, per: match.per, k: match.k }] : [];
  });
}
