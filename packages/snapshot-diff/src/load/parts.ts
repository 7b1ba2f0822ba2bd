import { Snapshot, type Analyses } from '../graph/snapshot.ts';
import type { Columns } from '../parse/columns.ts';
import { StringTable, type StringParts } from '../parse/string-table.ts';

/** A snapshot and its analyses as plain data, which can be handed to another thread. */
export interface SnapshotParts {
  label: string;
  columns: Omit<Columns, 'strings'>;
  strings: StringParts;
  analyses: Analyses;
}

/** What is to be found out before a snapshot is handed over: for the rows of a comparison the classes do. */
export type Depth = 'classes' | 'dominators' | 'all';

/** Takes a snapshot apart, with what was found out about it. */
export function partsOf(snapshot: Snapshot, depth: Depth): SnapshotParts {
  const { strings, ...columns } = snapshot.columns;
  const { classTable } = snapshot;
  return {
    label: snapshot.label,
    columns,
    strings: strings.parts(),
    analyses: {
      classTable,
      dominated:
        depth === 'classes'
          ? undefined
          : {
              tree: snapshot.dominatorTree,
              retained: snapshot.retainedSizes,
              essential: snapshot.essential.words,
            },
      distances: depth === 'all' ? snapshot.distances : undefined,
    },
  };
}

export function snapshotOf(
  { label, columns, strings, analyses }: SnapshotParts,
  sourceMaps?: ReadonlyMap<number, string>,
): Snapshot {
  const all = { ...columns, strings: new StringTable(strings) };
  return new Snapshot(all, label, sourceMaps, analyses);
}

/** The buffers of typed arrays anywhere in plain data: they move to the other thread uncopied. */
export function buffersOf(data: unknown, found: Set<ArrayBuffer> = new Set()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(data)) {
    if (data.buffer instanceof ArrayBuffer) found.add(data.buffer);
  } else if (
    typeof data === 'object' &&
    data !== null &&
    Object.getPrototypeOf(data) === Object.prototype
  ) {
    for (const value of Object.values(data)) buffersOf(value, found);
  }
  return found;
}
