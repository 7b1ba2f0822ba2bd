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
  /** Names of the counts that were read in the process while it may have been at work. */
  measured: readonly string[];
}

export function huntDocument(input: HuntInput): HuntDocument {
  const { compared, budget, measured, ...rest } = input;
  const { counts, born, gone, ...ranked } = compared;
  const comparison = reportDocument(withinBudget({ counts, ...ranked }, budget));
  const vitalSuspects = suspectVitals(rest.vitals, counts);
  return {
    schema: 'watertight.snapshot-diff.hunt/1',
    ...judge(comparison, vitalSuspects, measured),
    ...rest,
    comparison,
    vitalSuspects,
    born,
    gone,
  };
}

function judge(
  { verdict, summary, counts, growing, overruns }: ReportDocument,
  [vital]: readonly VitalSuspect[],
  measured: readonly string[],
): Pick<HuntDocument, 'verdict' | 'summary'> {
  if (verdict === 'leak') return { verdict, summary };
  if (vital) {
    const { what, delta, k, per } = vital;
    return { verdict: 'leak', summary: `leak: ${what} +${delta} = ${k} per ${per}` };
  }
  if (overruns || growing.length === 0) return { verdict, summary };
  // Between the reading of a counter and the snapshot requests go on: such a number acquits nobody.
  for (const { name, delta } of growing) {
    for (const event of measured) {
      const times = counts[event] ?? 0;
      const k = Math.round(delta / times);
      if (times < ENOUGH || k < 1 || Math.abs(delta - k * times) > NEAR * delta) continue;
      const words = `${name} +${delta} is about ${k} per ${event} (${times}), counted while the process was at work: most likely a leak; --tasks N without other load makes sure`;
      return { verdict: 'inconclusive', summary: words };
    }
  }
  if (Object.keys(counts).every((name) => measured.includes(name) && counts[name]! < ENOUGH)) {
    const words = `${growing.length} classes grew, and hardly anything was counted: give --tasks N, or hunt for longer`;
    return { verdict: 'inconclusive', summary: words };
  }
  return { verdict, summary };
}

/** Fewer events say nothing. */
const ENOUGH = 20;
/** How far a growth may be from a multiple, as a share of it: a few requests of many. */
const NEAR = 0.1;

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
