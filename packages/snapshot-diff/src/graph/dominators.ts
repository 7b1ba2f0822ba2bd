import type { Columns } from '../parse/columns.ts';
import type { Bits } from './bits.ts';
import { immediateDominators } from './immediate-dominators.ts';
import { giveScratch, takeScratch } from './scratch.ts';

export interface DominatorTree {
  /** Immediate dominator by ordinal; the root's is itself. */
  readonly dominator: Uint32Array;
  /** Ordinals in preorder: a dominator always stands before what it dominates. */
  readonly order: Uint32Array;
}

export interface Dominators extends DominatorTree {
  /** Room for a number per node that is no longer needed: no further one has to be made. */
  readonly spare: Float64Array;
}

/**
 * Dominators by semi-NCA (Georgiadis, Tarjan, Werneck: Finding Dominators in Practice, 2006) in
 * preorder numbers. What no essential edge leads to hangs under the root, as in DevTools; what is then
 * still not reached (a ring that holds itself) hangs there one by one, its edges unheard.
 *
 * Memory decides how large a heap can be: 24 bytes a node and 4 an edge that leads back or across, and
 * of these 16 bytes a node are the results. Edges that lead down the search tree are dealt with when
 * the search meets them, so only the others are ever turned around.
 */
export function dominators(columns: Columns, essential: Bits): Dominators {
  const { nodeCount, firstEdge, edgeTo, rootOrdinal } = columns;
  const { words } = essential;
  /** Preorder number + 1; 0 is not reached yet. In the end: the dominator. */
  const number = new Uint32Array(nodeCount);
  const order = new Uint32Array(nodeCount);
  // From here on by preorder number. Parent in the search tree; in the end: the dominator.
  const parent = takeScratch(nodeCount);
  /** Edges back or across that lead here, then where their list ends, then the semidominator. */
  const incoming = takeScratch(nodeCount);
  const spare = new Float64Array(nodeCount);
  /** Two words a node: the next edge of the search, then the ancestor; the least that leads here. */
  const pair = new Uint32Array(spare.buffer);
  let reached = 0;

  const enter = (node: number, under: number): void => {
    order[reached] = node;
    parent[reached] = under;
    pair[reached * 2] = firstEdge[node]!;
    pair[reached * 2 + 1] = under;
    number[node] = ++reached;
  };
  const search = (start: number, under: number): void => {
    const first = reached;
    let at = first;
    enter(start, under);
    for (;;) {
      const end = firstEdge[order[at]! + 1]!;
      let edge = pair[at * 2]!;
      let child = -1;
      for (; edge < end; edge++) {
        if ((words[edge >>> 5]! & (1 << (edge & 31))) === 0) continue;
        const to = edgeTo[edge]!;
        const other = number[to]! - 1;
        if (other < 0) {
          child = to;
          edge++;
          break;
        }
        // Numbered later than this node, which is still open: below it.
        if (other <= at) incoming[other]!++;
        else if (pair[other * 2 + 1]! > at) pair[other * 2 + 1] = at;
      }
      pair[at * 2] = edge;
      if (child >= 0) {
        enter(child, at);
        at = reached - 1;
      } else {
        if (at === first) return;
        at = parent[at]!;
      }
    }
  };

  search(rootOrdinal, 0);
  if (reached < nodeCount) {
    const held = new Uint8Array(nodeCount);
    for (let edge = 0; edge < columns.edgeCount; edge++) {
      if (essential.has(edge)) held[edgeTo[edge]!] = 1;
    }
    for (let node = 0; node < nodeCount; node++) {
      if (number[node] === 0 && held[node] === 0) search(node, 0);
    }
  }
  const connected = reached;
  for (let node = 0; node < nodeCount && reached < nodeCount; node++) {
    if (number[node] !== 0) continue;
    order[reached] = node;
    number[node] = ++reached;
  }

  let sum = 0;
  for (let at = 0; at < connected; at++) {
    const count = incoming[at]!;
    incoming[at] = sum;
    sum += count;
  }
  const from = takeScratch(sum);
  for (let at = 0; at < connected; at++) {
    const node = order[at]!;
    const end = firstEdge[node + 1]!;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      if ((words[edge >>> 5]! & (1 << (edge & 31))) === 0) continue;
      const other = number[edgeTo[edge]!]! - 1;
      if (other <= at) from[incoming[other]!++] = at;
    }
  }
  immediateDominators({ count: connected, parent, incoming, from, pair, stack: number });
  const dominator = number.fill(rootOrdinal);
  for (let at = 1; at < connected; at++) dominator[order[at]!] = order[parent[at]!]!;
  giveScratch(parent, incoming, from);
  return { dominator, order, spare };
}
