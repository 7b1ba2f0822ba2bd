import {
  EDGE_NAME_MASK,
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
  type Columns,
} from '../parse/columns.ts';
import { giveScratch, takeScratch } from './scratch.ts';
import type { TypeNumbers } from './types.ts';
import { OTHER_NAME, type WeakMapEdgeNames } from './weak-map-edges.ts';

/** Distance of a node that no edge but weak ones leads to. */
const NO_DISTANCE = -5;
/** What only the system's roots reach counts from here. */
const SYSTEM_DISTANCE = 100_000_000;

/**
 * Steps from the nearest user root, as DevTools counts them. The order of the search is part of the
 * result: of the two edges to a WeakMap's value the one met first is not followed.
 */
export function distances(
  columns: Columns,
  types: TypeNumbers,
  weakMaps: WeakMapEdgeNames,
  roots: readonly number[],
): Int32Array {
  const { nodeCount, nodeWord, firstEdge, edgeWord, edgeTo, strings, rootOrdinal } = columns;
  const distance = new Int32Array(nodeCount).fill(NO_DISTANCE);
  const queue = takeScratch(nodeCount + roots.length + 1);
  const nativeContext = strings.indexOf('system / NativeContext');
  const descriptors = strings.indexOf('(map descriptors)');
  const sloppyMap = strings.indexOf('sloppy_function_map');
  const pending = new Set<string>();
  const { known } = weakMaps;
  const { weakEdge, internalEdge, elementEdge, hiddenEdge } = types;

  /** Descriptor arrays are shared between shapes; most of their links belong to other shapes. */
  const followsDescriptor = (edge: number, word: number, type: number): boolean => {
    const indexed = type === elementEdge || type === hiddenEdge;
    const name = word & EDGE_NAME_MASK;
    const index = indexed
      ? (columns.wideEdgeName.get(edge) ?? name)
      : Number.parseInt(strings.get(name), 10);
    return index < 2 || index % 3 !== 1;
  };

  const search = (count: number): void => {
    let tail = count;
    for (let head = 0; head < tail; head++) {
      const node = queue[head]!;
      const next = distance[node]! + 1;
      const nodeType = nodeWord[node]! >>> NODE_TYPE_SHIFT;
      const nodeName = nodeWord[node]! & NODE_NAME_MASK;
      const isContext = nodeType === types.hidden && nodeName === nativeContext;
      const isDescriptors = nodeType === types.array && nodeName === descriptors;
      const end = firstEdge[node + 1]!;
      for (let edge = firstEdge[node]!; edge < end; edge++) {
        const to = edgeTo[edge]!;
        if (distance[to] !== NO_DISTANCE) continue;
        const word = edgeWord[edge]!;
        const type = word >>> EDGE_TYPE_SHIFT;
        if (type === weakEdge) continue;
        if (isDescriptors) {
          if (!followsDescriptor(edge, word, type)) continue;
        } else if (
          isContext &&
          (word & EDGE_NAME_MASK) === sloppyMap &&
          type !== elementEdge &&
          type !== hiddenEdge
        ) {
          continue;
        } else if (type === internalEdge && known[word & EDGE_NAME_MASK] !== OTHER_NAME) {
          const pair = weakMaps.get(word & EDGE_NAME_MASK)?.pair;
          if (pair !== undefined && !pending.delete(pair)) {
            pending.add(pair);
            continue;
          }
        }
        distance[to] = next;
        queue[tail++] = to;
      }
    }
  };

  for (const [index, root] of roots.entries()) {
    distance[root] = 1;
    queue[index] = root;
  }
  search(roots.length);
  distance[rootOrdinal] = roots.length > 0 ? SYSTEM_DISTANCE : 0;
  queue[0] = rootOrdinal;
  search(1);
  giveScratch(queue);
  return distance;
}
