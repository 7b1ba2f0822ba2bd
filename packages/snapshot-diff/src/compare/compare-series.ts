import { ArgumentError } from '../errors.ts';
import { resolveClasses } from '../graph/class-table.ts';
import type { InterfaceDefinition } from '../graph/interfaces.ts';
import { readSnapshot } from '../graph/read-snapshot.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import { sizeOf, type SnapshotSize } from '../graph/snapshot-size.ts';
import type { SnapshotSource } from '../parse/source.ts';
import { readSide, type LoadOptions } from '../load/load-pair.ts';
import { partsProgress } from '../load/parts-progress.ts';
import { matchCount, readCounts, type CountOptions } from './counts.ts';
import { explainGrowth } from './growth.ts';
import { rank, type Ranking } from './rank.ts';
import type { ComparisonRow } from './comparison-row.ts';
import { compareRows } from './rows.ts';
import { reduce, type Side } from './side.ts';

/** One class over a series of snapshots. */
export interface SeriesRow {
  /** `scriptId,line,column,name`, or `,name`. */
  key: string;
  name: string;
  /** Objects in each snapshot. */
  counts: number[];
  /** Bytes of the objects themselves in each snapshot. */
  bytes: number[];
  /** Objects more than in the snapshot before; one fewer than snapshots. */
  deltas: number[];
  /** Of the objects in the last snapshot, how many are new since each of the earlier ones. */
  survivors: number[];
  /** Grew in every step. */
  monotone: boolean;
}

export interface SeriesComparison extends Ranking {
  /** One per snapshot. */
  sizes: SnapshotSize[];
  /** Classes that changed, by bytes grown over all; classes that grew in every step first. */
  series: SeriesRow[];
  /** First and last snapshot, as `compareSnapshots` has them. */
  rows: ComparisonRow[];
}

/**
 * Growth over two or more snapshots of one isolate, with the same number of events in every step. A
 * suspect grew by k per event in each of them; `growing` holds what grew in each by another measure.
 * What is replaced, fills up or grew once drops out. One snapshot is in memory at a time, and of the
 * earlier ones only what a comparison needs.
 *
 * @param options - counts of the events between one snapshot and the next
 * @throws {ArgumentError} for fewer than two snapshots
 */
export async function compareSeries(
  sources: readonly SnapshotSource[],
  options: CountOptions & Pick<LoadOptions, 'onProgress'> = {},
): Promise<SeriesComparison & { last: Snapshot }> {
  const counts = readCounts(options);
  if (sources.length < 2) {
    throw new ArgumentError(`a series has two or more snapshots, got ${sources.length}`);
  }
  const sides: Side[] = [];
  const sizes: SnapshotSize[] = [];
  const onProgresses = partsProgress(sources.length, options.onProgress);
  for (const [index, source] of sources.slice(0, -1).entries()) {
    const { base, size } = await readSide(source, { onProgress: onProgresses[index] });
    sides.push(base);
    sizes.push(size);
  }
  const last = await readSnapshot(sources.at(-1)!, { onProgress: onProgresses.at(-1) });
  const all = [...sides, reduce(last)];
  const series = seriesRows(all, last.interfaces);
  const monotone = new Map(series.filter((row) => row.monotone).map((row) => [row.key, row]));
  const steady = (key: string): boolean => {
    const deltas = monotone.get(key)?.deltas ?? [];
    // In each step the same multiple of the same event.
    const matches = deltas.map((delta) => matchCount(delta, counts));
    return matches.every(
      (match) => match && match.k === matches[0]!.k && match.per === matches[0]!.per,
    );
  };
  const details = compareRows(sides.at(-1)!, all.at(-1)!, last.interfaces);
  const overall = compareRows(sides[0]!, all.at(-1)!, last.interfaces);
  const explained = explainGrowth(sides.at(-1)!, last, details);
  const ranking = rank([{ isolate: 'main', threadId: 0, ...explained }], counts);
  const keeps = ({ key }: { key: string }): boolean => monotone.has(key);
  const isSuspect = (one: { key: string; name: string }): boolean =>
    // Closures of one function and entries of one collection have no row of their own.
    steady(one.key) || !series.some((row) => row.name === one.name);
  return {
    clusters: ranking.clusters,
    sizes: [...sizes, sizeOf(last)],
    series,
    rows: overall.map(({ row }) => row),
    suspects: ranking.suspects.filter(isSuspect),
    growing: [...ranking.suspects.filter((one) => !isSuspect(one)), ...ranking.growing].filter(
      keeps,
    ),
    last,
  };
}

function seriesRows(
  sides: readonly Side[],
  definitions: readonly InterfaceDefinition[],
): SeriesRow[] {
  const rows = new Map<string, SeriesRow>();
  const zeros = (): number[] => sides.map(() => 0);
  const indexes = sides.slice(0, -1).map((side) => side.index());
  for (const [at, side] of sides.entries()) {
    const { classes, of } = resolveClasses(side, definitions);
    const byClass: (SeriesRow | undefined)[] = [];
    for (let node = 0; node < side.id.length; node++) {
      const size = side.selfSize[node]!;
      if (size === 0) continue;
      const index = of[side.rawOf[node]!]!;
      let row = byClass[index];
      if (!row) {
        const { key, name } = classes[index]!;
        row = rows.get(key);
        if (!row) {
          row = {
            key,
            name,
            counts: zeros(),
            bytes: zeros(),
            deltas: [],
            survivors: [],
            monotone: false,
          };
          row.survivors = indexes.map(() => 0);
          rows.set(key, row);
        }
        byClass[index] = row;
      }
      row.counts[at]!++;
      row.bytes[at]! += size;
      if (at < sides.length - 1) continue;
      for (const [earlier, ids] of indexes.entries()) {
        if (ids.get(side.id[node]!) < 0) row.survivors[earlier]!++;
      }
    }
  }
  for (const row of rows.values()) {
    row.deltas = row.counts.slice(1).map((count, at) => count - row.counts[at]!);
    row.monotone = row.deltas.every((delta) => delta > 0);
  }
  const grown = (row: SeriesRow): number => row.bytes.at(-1)! - row.bytes[0]!;
  return [...rows.values()]
    .filter((row) => row.deltas.some((delta) => delta !== 0))
    .sort(
      (one, other) =>
        Number(other.monotone) - Number(one.monotone) ||
        grown(other) - grown(one) ||
        (one.key < other.key ? -1 : 1),
    );
}
