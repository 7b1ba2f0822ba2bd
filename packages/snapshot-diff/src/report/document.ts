import type { EventCounts } from '../compare/counts.ts';
import type { Suspect } from '../compare/rank.ts';
import type { ComparisonRow } from '../compare/rows.ts';

/** What a comparison comes to. */
export type Verdict = 'no leak' | 'leak' | 'inconclusive';

/** Size of one snapshot. */
export interface SnapshotSize {
  nodes: number;
  edges: number;
  /** Bytes of all objects. */
  bytes: number;
}

/** Input of every report: a comparison of one isolate, or of several. */
export interface ReportInput {
  /** What the rows count: changes, or survivors of the three-snapshot technique. @default 'comparison' */
  method?: 'comparison' | 'survivors';
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

/** A leak is a class that grew by a multiple of what happened; without a number nothing is certain. */
function verdictOf(input: Pick<ReportInput, 'counts' | 'suspects' | 'growing'>): Verdict {
  if (input.suspects.length > 0) return 'leak';
  const counted = Object.values(input.counts).some((count) => count > 0);
  return counted || input.growing.length === 0 ? 'no leak' : 'inconclusive';
}

export function reportDocument(input: ReportInput): ReportDocument {
  const verdict = verdictOf(input);
  const { method = 'comparison', counts, suspects, growing, isolates } = input;
  return {
    schema: 'watertight.snapshot-diff/1',
    verdict,
    summary: summaryOf(verdict, input),
    method,
    counts,
    suspects,
    growing,
    isolates,
  };
}

function summaryOf(verdict: Verdict, { counts, suspects, growing }: ReportInput): string {
  if (verdict === 'leak') {
    const [first] = suspects;
    const more = suspects.length > 1 ? `, and ${suspects.length - 1} more` : '';
    return `leak: ${first!.name} +${first!.delta} = ${first!.k} per ${first!.per}${more}`;
  }
  if (verdict === 'inconclusive') {
    return `${growing.length} classes grew, but nothing says how many tasks ran in between: give --tasks N (a prime number tells most)`;
  }
  const said = Object.entries(counts).map(([name, count]) => `${count} × ${name}`);
  return said.length > 0 ? `no class grew by a multiple of ${said.join(' or ')}` : 'no class grew';
}
