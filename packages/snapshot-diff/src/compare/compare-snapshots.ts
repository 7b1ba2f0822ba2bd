import type { Snapshot } from '../graph/snapshot.ts';
import { readCounts, type CountOptions } from './counts.ts';
import { explainGrowth } from './growth.ts';
import { rank, type Ranking } from './rank.ts';
import type { ComparisonRow } from './comparison-row.ts';
import { compareRows } from './rows.ts';
import { reduce, type Side } from './side.ts';

export interface CompareOptions extends CountOptions {
  /** Fill `addedIds` and `removedIds` of every row. @default false */
  ids?: boolean;
  /**
   * Find out what holds that which grew, and rank it. Without, there are only the rows, `suspects` and
   * `growing` and `clusters` are empty, and the comparison takes half the time.
   * @default true
   */
  explain?: boolean;
}

/** What changed between two snapshots of one isolate. Plain data. */
export interface Comparison extends Ranking {
  /** The classes that changed, as DevTools' comparison view has them; largest growth first. */
  rows: ComparisonRow[];
}

/**
 * Compares two snapshots of the same isolate.
 *
 * @param options - say how many tasks ran in between: a class that grew by a small multiple of that
 *   is a suspect, all else is not
 * @throws {ArgumentError} when a count is no whole number
 */
export function compareSnapshots(
  before: Snapshot,
  after: Snapshot,
  options: CompareOptions = {},
): Comparison {
  return compareWithSide(reduce(before), after, options);
}

/** The same with a first snapshot that is reduced already, so that it need not stay in memory. */
export function compareWithSide(base: Side, after: Snapshot, options: CompareOptions): Comparison {
  const counts = readCounts(options);
  const details = compareRows(base, reduce(after), after.interfaces, { ids: options.ids ?? false });
  const explained =
    options.explain === false ? { growths: [], clusters: [] } : explainGrowth(base, after, details);
  return {
    rows: details.map((detail) => detail.row),
    ...rank([{ isolate: 'main', threadId: 0, ...explained }], counts),
  };
}
