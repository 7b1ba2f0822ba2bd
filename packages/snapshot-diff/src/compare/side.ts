import type { ClassTable } from '../graph/class-table.ts';
import { countClosures, type ClosureCounts } from './closures.ts';
import { countEntries, type EntryCounts } from './collections.ts';
import { IdIndex } from './id-index.ts';
import type { Snapshot } from '../graph/snapshot.ts';

/**
 * What a comparison needs of a snapshot: 12 bytes a node and the class table. The earlier snapshot
 * of a pair is reduced to this before the later one is loaded.
 */
export interface Side extends ClassTable {
  readonly id: Uint32Array;
  readonly selfSize: Uint32Array | Float64Array;
  /** Finds a node by its id; made when first asked for, and kept until dropped. */
  readonly index: () => IdIndex;
  /**
   * Lets go of all that is there by node, before work that needs much memory: once it is known what is
   * new, nobody asks for more than the counts.
   */
  readonly release: () => void;
  readonly closures: ClosureCounts;
  readonly entries: EntryCounts;
}

const NOTHING = new Uint32Array(0);

/** A side as plain data. */
export type SideParts = Omit<Side, 'index' | 'release'>;

export function reduce(snapshot: Snapshot): Side {
  return sideOf(reduceToParts(snapshot));
}

export function reduceToParts(snapshot: Snapshot): SideParts {
  const { nodeId, selfSize } = snapshot.columns;
  const { raw, shapes, plainObjects, rawOf } = snapshot.classTable;
  return {
    raw,
    shapes,
    plainObjects,
    rawOf,
    id: nodeId,
    selfSize,
    closures: countClosures(snapshot),
    entries: countEntries(snapshot),
  };
}

export function sideOf(parts: SideParts): Side {
  let index: IdIndex | undefined;
  const side = {
    ...parts,
    index: () => (index ??= new IdIndex(side.id)),
    release() {
      index?.release();
      index = undefined;
      side.id = side.selfSize = side.rawOf = NOTHING;
    },
  };
  return side;
}
