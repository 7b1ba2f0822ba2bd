import {
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
  type Columns,
} from '../parse/columns.ts';
import { giveScratch, takeScratch } from './scratch.ts';
import type { TypeNumbers } from './types.ts';

const UNVISITED = 0xffff_ffff;
const SHARED = 0xffff_fffe;

/**
 * Gives the size of backing stores and hidden helpers to the one object that owns them, in place:
 * a `Map` then weighs as much as its table. Without user roots (`exposeInternals`) nothing moves.
 */
export function moveShallowSizes(
  columns: Columns,
  types: TypeNumbers,
  hasUserRoots: boolean,
): void {
  if (!hasUserRoots) return;
  const { nodeCount, nodeWord, firstEdge, edgeWord, edgeTo, selfSize, strings } = columns;
  const external = strings.indexOf('system / ExternalStringData');
  const owner = takeScratch(nodeCount);
  // Every node enters at most three times: as itself, when owned, when found to be shared.
  const work: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    const word = nodeWord[node]!;
    const type = word >>> NODE_TYPE_SHIFT;
    const movable =
      type === types.hidden ||
      type === types.array ||
      (type === types.native && (word & NODE_NAME_MASK) === external);
    owner[node] = movable ? UNVISITED : node;
  }
  const { weakEdge } = types;
  const spread = (node: number): void => {
    const own = owner[node]!;
    const end = firstEdge[node + 1]!;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      const to = edgeTo[edge]!;
      const known = owner[to]!;
      // A node that owns itself, has this owner already or is shared stays so.
      if (known === to || known === own || known === SHARED) continue;
      if (edgeWord[edge]! >>> EDGE_TYPE_SHIFT === weakEdge) continue;
      owner[to] = known === UNVISITED ? own : SHARED;
      work.push(to);
    }
  };
  for (let node = nodeCount - 1; node >= 0; node--) {
    if (owner[node] !== node) continue;
    spread(node);
    while (work.length > 0) spread(work.pop()!);
  }
  for (let node = 0; node < nodeCount; node++) {
    const to = owner[node]!;
    if (to === node || to === UNVISITED || to === SHARED) continue;
    // Weight on a synthetic node or the root would tell nobody anything: it stays where it is.
    const ownerType = nodeWord[to]! >>> NODE_TYPE_SHIFT;
    if (ownerType === types.synthetic || to === columns.rootOrdinal) continue;
    selfSize[to]! += selfSize[node]!;
    selfSize[node] = 0;
  }
  giveScratch(owner);
}
