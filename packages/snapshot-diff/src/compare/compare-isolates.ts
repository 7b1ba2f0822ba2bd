import type { CapturedIsolate } from '../capture/capture-file.ts';
import { ArgumentError } from '../errors.ts';
import { readSnapshot } from '../graph/read-snapshot.ts';
import { sizeOf, type SnapshotSize } from '../graph/snapshot-size.ts';
import { loadPair, readSide, type LoadOptions } from '../load/load-pair.ts';
import type { SnapshotSource } from '../parse/source.ts';
import { readCounts, type Count, type CountOptions } from './counts.ts';
import { explainGrowth } from './growth.ts';
import { rank, type IsolateGrowth, type Ranking } from './rank.ts';
import type { ComparisonRow } from './comparison-row.ts';
import { compareRows } from './rows.ts';
import { reduce, type Side } from './side.ts';

/** A snapshot with the name of its isolate: what `captureIsolates` gives, or your own. */
export type IsolateFile =
  | CapturedIsolate
  | {
      isolate: string;
      threadId?: number;
      file: SnapshotSource;
      /** As in {@link ReadOptions}. */
      sourceMaps?: ReadonlyMap<number, string>;
    };

/** A first snapshot that was read already, straight from where it was taken. */
export interface LoadedIsolate {
  isolate: string;
  threadId: number;
  side: Side;
  size: IsolateComparison['before'];
}

/** One isolate that both lists have. */
export interface IsolateComparison {
  isolate: string;
  threadId: number;
  before: SnapshotSize;
  after: SnapshotSize;
  rows: ComparisonRow[];
}

export interface IsolatesComparison extends Ranking {
  /** Events between the two captures, as given. */
  counts: Record<string, number>;
  isolates: IsolateComparison[];
  /** Isolates that only the second list has: what they hold is not counted as growth. */
  born: { isolate: string; threadId: number }[];
  /** Isolates that only the first list has. */
  gone: { isolate: string; threadId: number }[];
}

/**
 * Compares every isolate of a process with itself and sums the classes over all of them. One pair is
 * in memory at a time, and of its first snapshot only what a comparison needs.
 *
 * @throws {ArgumentError} when a list names an isolate twice, or both lists share none
 */
export async function compareIsolates(
  before: readonly (IsolateFile | LoadedIsolate)[],
  after: readonly IsolateFile[],
  options: CountOptions & LoadOptions = {},
): Promise<IsolatesComparison> {
  const counts = readCounts(options);
  const earlier = usable(before, 'before');
  const later = usable(after, 'after');
  const pairs: ComparedPair[] = [];
  for (const [isolate, target] of later) {
    const base = earlier.get(isolate);
    if (!base) continue;
    pairs.push(await comparePair(base, target, options));
  }
  if (pairs.length === 0) {
    throw new ArgumentError(
      `nothing to compare: no isolate is in both lists (${[...earlier.keys()].join(', ') || 'none'} before, ${[...later.keys()].join(', ') || 'none'} after)`,
    );
  }
  return {
    ...joinPairs(pairs, counts),
    born: [...later.values()].filter(({ isolate }) => !earlier.has(isolate)).map(label),
    gone: [...earlier.values()].filter(({ isolate }) => !later.has(isolate)).map(label),
  };
}

/** Sums the classes of all isolates. */
export function joinPairs(
  pairs: readonly ComparedPair[],
  counts: readonly Count[],
): Omit<IsolatesComparison, 'born' | 'gone'> {
  const growths = pairs.map(({ growth }) => growth);
  return {
    counts: Object.fromEntries(counts.map(({ name, count }) => [name, count])),
    isolates: pairs.map(({ comparison }) => comparison),
    ...rank(growths, counts),
  };
}

/** One isolate, compared with itself. */
export interface ComparedPair {
  comparison: IsolateComparison;
  growth: IsolateGrowth;
}

/** The second snapshot is garbage when this is done. */
export async function comparePair(
  base: IsolateFile | LoadedIsolate,
  target: IsolateFile,
  options: LoadOptions = {},
): Promise<ComparedPair> {
  const sourceMaps = 'sourceMaps' in target ? target.sourceMaps : undefined;
  const pair =
    'side' in base
      ? {
          base: base.side,
          size: base.size,
          target: await readSnapshot(target.file, sourceMaps ? { sourceMaps } : {}),
        }
      : await loadPair(base.file, target.file, options, sourceMaps);
  const { base: side, size: before, target: snapshot } = pair;
  const details = compareRows(side, reduce(snapshot), snapshot.interfaces);
  const { isolate, threadId } = label(target);
  return {
    comparison: {
      isolate,
      threadId,
      before,
      after: sizeOf(snapshot),
      rows: details.map((detail) => detail.row),
    },
    growth: { isolate, threadId, ...explainGrowth(side, snapshot, details) },
  };
}

/** All that a later comparison needs of an isolate's snapshot; the snapshot itself is garbage then. */
export async function loadIsolate(file: IsolateFile): Promise<LoadedIsolate> {
  const { base: side, size } = await readSide(file.file);
  return { ...label(file), side, size };
}

/** By isolate; captures that failed are left out. */
function usable<F extends IsolateFile | LoadedIsolate>(
  files: readonly F[],
  list: string,
): Map<string, F> {
  const map = new Map<string, F>();
  for (const file of files) {
    if ('error' in file && file.error) continue;
    if (map.has(file.isolate)) {
      throw new ArgumentError(`the list "${list}" names the isolate ${file.isolate} twice`);
    }
    map.set(file.isolate, file);
  }
  return map;
}

function label(file: IsolateFile | LoadedIsolate): { isolate: string; threadId: number } {
  return { isolate: file.isolate, threadId: file.threadId ?? -1 };
}
