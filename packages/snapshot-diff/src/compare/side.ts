import type { ClassTable } from '../graph/class-table.ts';
import type { Snapshot } from '../graph/snapshot.ts';

/**
 * What a comparison needs of a snapshot: 12 bytes a node and the class table. The earlier snapshot
 * of a pair is reduced to this before the later one is loaded.
 */
export interface Side extends ClassTable {
  readonly id: Uint32Array;
  readonly selfSize: Uint32Array | Float64Array;
  /** Closures by the place of their function: `scriptId,line,column`. */
  readonly closures: ReadonlyMap<string, number>;
}

export function reduce(snapshot: Snapshot): Side {
  return {
    ...snapshot.classTable,
    id: snapshot.columns.nodeId,
    selfSize: snapshot.columns.selfSize,
    closures: countClosures(snapshot),
  };
}

function countClosures(snapshot: Snapshot): Map<string, number> {
  const { ordinal, scriptId, line, column, length } = snapshot.columns.locations;
  const counts = new Map<string, number>();
  for (let index = 0; index < length; index++) {
    if (snapshot.nodeType(ordinal[index]!) !== snapshot.types.closure) continue;
    const key = `${scriptId[index]},${line[index]},${column[index]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
