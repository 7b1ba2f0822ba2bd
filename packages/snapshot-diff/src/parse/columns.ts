import type { AllocationTraces } from './allocation-traces.ts';
import type { StringTable } from './string-table.ts';

/** A node's type stands above its name in one word: 5 bits and 27 bits. */
export const NODE_TYPE_SHIFT = 27;
export const NODE_NAME_MASK = 0x07ff_ffff;
/** An edge's type stands above its name or index: 4 bits and 28 bits. */
export const EDGE_TYPE_SHIFT = 28;
export const EDGE_NAME_MASK = 0x0fff_ffff;

/** Where an object's class, or a closure, was defined. One entry per located node. */
export interface LocationColumns {
  readonly length: number;
  readonly ordinal: Uint32Array;
  readonly scriptId: Uint32Array;
  /** Zero-based, as in the file. */
  readonly line: Uint32Array;
  readonly column: Uint32Array;
  /** Entries for which V8 had no position (-1; DevTools reads 1, and so do the columns). */
  readonly nowhere: ReadonlySet<number>;
}

/**
 * A parsed snapshot: 16 bytes a node and 8 bytes an edge in typed arrays, no object per node.
 * Edges of node `i` are `firstEdge[i]` up to `firstEdge[i + 1]`.
 */
export interface Columns {
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly rootOrdinal: number;
  readonly extraNativeBytes: number;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** `type << NODE_TYPE_SHIFT | name`. */
  readonly nodeWord: Uint32Array;
  readonly nodeId: Uint32Array;
  /** 64-bit floats only where the snapshot has a size over 4 GiB. */
  readonly selfSize: Uint32Array | Float64Array;
  readonly firstEdge: Uint32Array;
  /** Undefined where the field is missing or 0 for every node. */
  readonly detachedness: Uint8Array | undefined;
  /** Undefined unless allocations were tracked. */
  readonly traceNode: Uint32Array | undefined;
  /** Undefined unless allocations were tracked. */
  readonly traces: AllocationTraces | undefined;
  /** `type << EDGE_TYPE_SHIFT | name or index`. */
  readonly edgeWord: Uint32Array;
  /** Element indexes that need over 28 bits, by edge. */
  readonly wideEdgeName: ReadonlyMap<number, number>;
  readonly edgeTo: Uint32Array;
  readonly locations: LocationColumns;
  readonly samples: { readonly timestamp: Float64Array; readonly lastAssignedId: Uint32Array };
  readonly strings: StringTable;
}
