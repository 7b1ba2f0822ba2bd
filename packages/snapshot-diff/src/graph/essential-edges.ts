import { EDGE_NAME_MASK, EDGE_TYPE_SHIFT, type Columns } from '../parse/columns.ts';
import { Bits } from './bits.ts';
import type { TypeNumbers } from './types.ts';
import type { WeakMapEdgeNames } from './weak-map-edges.ts';

/**
 * The edges that keep their target alive, by DevTools' rules: not weak, not to itself, no shortcut
 * but the root's, none from outside the page's heap into it, and a WeakMap's value by its key alone.
 */
export function essentialEdges(
  columns: Columns,
  types: TypeNumbers,
  weakMaps: WeakMapEdgeNames,
  owned: Uint8Array,
): Bits {
  const { nodeCount, nodeId, firstEdge, edgeWord, edgeTo, rootOrdinal } = columns;
  const { weakEdge, shortcutEdge, internalEdge } = types;
  const essential = new Bits(columns.edgeCount);
  for (let node = 0; node < nodeCount; node++) {
    const end = firstEdge[node + 1]!;
    const isRoot = node === rootOrdinal;
    const isOwned = owned[node] !== 0;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      const word = edgeWord[edge]!;
      const type = word >>> EDGE_TYPE_SHIFT;
      const to = edgeTo[edge]!;
      if (type === weakEdge || to === node) continue;
      if (type === internalEdge && weakMaps.get(word & EDGE_NAME_MASK)?.table === nodeId[node])
        continue;
      if (!isRoot && (type === shortcutEdge || (owned[to] !== 0 && !isOwned))) continue;
      essential.add(edge);
    }
  }
  return essential;
}
