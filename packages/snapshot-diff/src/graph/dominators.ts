import type { Columns } from '../parse/columns.ts';
import type { Bits } from './bits.ts';
import { ImmediateDominators, type EdgesBack } from './immediate-dominators.ts';
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

/** Edges back or across from which memory counts for more than time. */
const LARGE = 16_000_000;

/**
 * Dominators by semi-NCA (Georgiadis, Tarjan, Werneck: Finding Dominators in Practice, 2006) in
 * preorder numbers. What no essential edge leads to hangs under the root, as in DevTools; what is then
 * still not reached (a ring that holds itself) hangs there one by one, its edges unheard.
 *
 * Memory decides how large a heap can be: 24 bytes a node, and of these 16 are the results. Edges that
 * lead down the search tree are dealt with when the search meets them; only the others are turned
 * around, at 4 bytes an edge, in a small heap all at once.
 *
 * @param partsFrom - edges back or across from which they are turned around part by part
 */
export function dominators(
  columns: Columns,
  essential: Bits,
  partsFrom: number = LARGE,
): Dominators {
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
  let most = 0;
  for (let at = 0; at < connected; at++) {
    const count = incoming[at]!;
    if (count > most) most = count;
    incoming[at] = sum;
    sum += count;
  }
  const tree = { count: connected, parent, incoming, pair };
  // Of a large heap the edges are turned around part by part, in the room of the order, which the
  // numbers give back; that takes more passes over the edges and a tenth less memory.
  const inParts = sum > partsFrom && most <= nodeCount && sum > nodeCount;
  const from = inParts ? order : takeScratch(sum);
  const found = new ImmediateDominators(tree);
  let end = sum;
  for (let high = connected; high > 0;) {
    let low = high - 1;
    while (low > 0 && end - incoming[low - 1]! <= from.length) low--;
    const base = incoming[low]!;
    turnAround(columns, words, number, { low, high, from, base }, incoming);
    found.add({ low, high, from, base });
    high = low;
    end = base;
  }
  found.finish();
  if (inParts) for (let node = 0; node < nodeCount; node++) order[number[node]! - 1] = node;
  else giveScratch(from);
  const dominator = number.fill(rootOrdinal);
  for (let at = 1; at < connected; at++) dominator[order[at]!] = order[parent[at]!]!;
  giveScratch(parent, incoming);
  return { dominator, order, spare };
}

/** Fills `from`; `incoming` then says where the part of each vertex ends. */
function turnAround(
  { nodeCount, firstEdge, edgeTo }: Columns,
  words: Uint32Array,
  number: Uint32Array,
  { low, high, from, base }: EdgesBack,
  incoming: Uint32Array,
): void {
  for (let node = 0; node < nodeCount; node++) {
    const at = number[node]! - 1;
    const limit = Math.min(at, high - 1);
    if (limit < low) continue;
    const end = firstEdge[node + 1]!;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      if ((words[edge >>> 5]! & (1 << (edge & 31))) === 0) continue;
      const other = number[edgeTo[edge]!]! - 1;
      if (other <= limit && other >= low) from[incoming[other]!++ - base] = at;
    }
  }
}
