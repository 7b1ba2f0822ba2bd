import type { Columns } from '../parse/columns.ts';
import type { Bits } from './bits.ts';

export interface DominatorTree {
  /** Immediate dominator by ordinal; the root's is itself. */
  readonly dominator: Uint32Array;
  /** Ordinals in preorder: a dominator always stands before what it dominates. */
  readonly order: Uint32Array;
}

/**
 * Semi-NCA (Georgiadis, Tarjan, Werneck: Finding Dominators in Practice, 2006), iterative, in
 * preorder numbers. What no essential edge leads to hangs under the root, as in DevTools; what is
 * then still not reached (a ring that holds itself) hangs there one by one, its edges unheard.
 */
export function dominators(columns: Columns, essential: Bits): DominatorTree {
  const { nodeCount, firstEdge, edgeTo, rootOrdinal } = columns;
  /** Preorder number + 1; 0 is not reached yet. */
  const number = new Uint32Array(nodeCount);
  const order = new Uint32Array(nodeCount);
  const parent = new Uint32Array(nodeCount);
  let reached = 0;

  const cursor = new Uint32Array(nodeCount);
  const stack = new Uint32Array(nodeCount);
  const search = (start: number, under: number): void => {
    let height = 0;
    order[reached] = start;
    parent[reached] = under;
    number[start] = ++reached;
    stack[height++] = start;
    cursor[start] = firstEdge[start]!;
    while (height > 0) {
      const node = stack[height - 1]!;
      const end = firstEdge[node + 1]!;
      let edge = cursor[node]!;
      for (; edge < end; edge++) {
        const to = edgeTo[edge]!;
        if (number[to] !== 0 || !essential.has(edge)) continue;
        order[reached] = to;
        parent[reached] = number[node]! - 1;
        number[to] = ++reached;
        stack[height++] = to;
        cursor[to] = firstEdge[to]!;
        edge++;
        break;
      }
      cursor[node] = edge;
      if (stack[height - 1] === node && edge >= end) height--;
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

  const { first, from } = predecessors(columns, essential, number, order, connected);
  const idom = immediateDominators(connected, parent, first, from);
  const dominator = cursor.fill(rootOrdinal);
  for (let at = 1; at < connected; at++) dominator[order[at]!] = order[idom[at]!]!;
  return { dominator, order };
}

/** Essential edges backwards, both ends in preorder numbers. */
function predecessors(
  columns: Columns,
  essential: Bits,
  number: Uint32Array,
  order: Uint32Array,
  connected: number,
): { first: Uint32Array; from: Uint32Array } {
  const { firstEdge, edgeTo } = columns;
  const first = new Uint32Array(connected + 1);
  let count = 0;
  for (let at = 0; at < connected; at++) {
    const node = order[at]!;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      if (!essential.has(edge)) continue;
      first[number[edgeTo[edge]!]! - 1]!++;
      count++;
    }
  }
  let sum = 0;
  for (let at = 0; at <= connected; at++) {
    sum += first[at]!;
    first[at] = sum;
  }
  const from = new Uint32Array(count);
  for (let at = 0; at < connected; at++) {
    const node = order[at]!;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      if (essential.has(edge)) from[--first[number[edgeTo[edge]!]! - 1]!] = at;
    }
  }
  return { first, from };
}

function immediateDominators(
  count: number,
  parent: Uint32Array,
  first: Uint32Array,
  from: Uint32Array,
): Uint32Array {
  const semi = new Uint32Array(count);
  const label = new Uint32Array(count);
  const ancestor = new Uint32Array(count).fill(0xffff_ffff);
  const path = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    semi[at] = at;
    label[at] = at;
  }

  /** The vertex with the least semidominator on the linked path above, which is compressed. */
  const least = (start: number): number => {
    let height = 0;
    let at = start;
    let up = ancestor[at]!;
    if (up === 0xffff_ffff) return at;
    while (ancestor[up] !== 0xffff_ffff) {
      path[height++] = at;
      at = up;
      up = ancestor[at]!;
    }
    while (height > 0) {
      const below = path[--height]!;
      const above = ancestor[below]!;
      if (semi[label[above]!]! < semi[label[below]!]!) label[below] = label[above]!;
      ancestor[below] = ancestor[above]!;
    }
    return label[start]!;
  };

  for (let at = count - 1; at > 0; at--) {
    // No predecessor at all: an orphan, held by the root.
    let best = first[at] === first[at + 1] ? 0 : parent[at]!;
    for (let index = first[at]!; index < first[at + 1]!; index++) {
      const candidate = semi[least(from[index]!)]!;
      if (candidate < best) best = candidate;
    }
    semi[at] = best;
    ancestor[at] = parent[at]!;
  }
  const idom = parent;
  for (let at = 1; at < count; at++) {
    let above = idom[at]!;
    const limit = semi[at]!;
    while (above > limit) above = idom[above]!;
    idom[at] = above;
  }
  return idom;
}
