import { EDGE_NAME_MASK, EDGE_TYPE_SHIFT, type Columns } from '../parse/columns.ts';
import { Bits } from './bits.ts';
import type { TypeNumbers } from './types.ts';
import { OTHER_NAME, type WeakMapEdgeNames } from './weak-map-edges.ts';

const NEVER = 0;
const PLAIN = 1;
const SHORTCUT = 2;
const INTERNAL = 3;

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
  const essential = new Bits(columns.edgeCount);
  const { words } = essential;
  const pairs = weakMaps.known;
  const kinds = new Uint8Array(16).fill(PLAIN);
  for (const [type, kind] of [
    [types.weakEdge, NEVER],
    [types.shortcutEdge, SHORTCUT],
    [types.internalEdge, INTERNAL],
  ] as const) {
    if (type >= 0) kinds[type] = kind;
  }
  for (let node = 0; node < nodeCount; node++) {
    const end = firstEdge[node + 1]!;
    const isRoot = node === rootOrdinal;
    const isOwned = isRoot ? 1 : owned[node]!;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      const word = edgeWord[edge]!;
      const kind = kinds[word >>> EDGE_TYPE_SHIFT]!;
      const to = edgeTo[edge]!;
      if (kind === NEVER || to === node || owned[to]! > isOwned) continue;
      if (kind !== PLAIN) {
        if (kind === SHORTCUT && !isRoot) continue;
        const name = word & EDGE_NAME_MASK;
        if (
          kind === INTERNAL &&
          pairs[name] !== OTHER_NAME &&
          weakMaps.get(name)?.table === nodeId[node]
        ) {
          continue;
        }
      }
      words[edge >>> 5]! |= 1 << (edge & 31);
    }
  }
  return essential;
}
