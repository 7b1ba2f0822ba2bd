import type { ClassTable } from '../graph/class-table.ts';
import { countClosures, type ClosureCounts } from './closures.ts';
import { IdIndex } from './id-index.ts';
import type { Snapshot } from '../graph/snapshot.ts';

/**
 * What a comparison needs of a snapshot: 12 bytes a node and the class table. The earlier snapshot
 * of a pair is reduced to this before the later one is loaded.
 */
export interface Side extends ClassTable {
  readonly id: Uint32Array;
  readonly selfSize: Uint32Array | Float64Array;
  /** Finds a node by its id; made when first asked for, and kept. */
  readonly index: () => IdIndex;
  readonly closures: ClosureCounts;
}

export function reduce(snapshot: Snapshot): Side {
  const { nodeId, selfSize } = snapshot.columns;
  let index: IdIndex | undefined;
  return {
    ...snapshot.classTable,
    id: nodeId,
    selfSize,
    closures: countClosures(snapshot),
    index: () => (index ??= new IdIndex(nodeId)),
  };
}
