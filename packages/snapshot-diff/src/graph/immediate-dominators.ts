/** A search tree in preorder numbers; every array is used up. */
export interface SearchTree {
  /** Vertices that the search reached. */
  readonly count: number;
  /** Parent in the search tree; becomes the immediate dominator. */
  readonly parent: Uint32Array;
  /** By vertex, where its part of `from` ends; it begins where that of the vertex before ends. */
  readonly incoming: Uint32Array;
  /** Sources of the edges that lead to a vertex with a smaller number, by target. */
  readonly from: Uint32Array;
  /** Two words a vertex; the second is the least source of the edges down the tree. */
  readonly pair: Uint32Array;
  /** Room for a number per vertex. */
  readonly stack: Uint32Array;
}

/**
 * The second half of semi-NCA. Vertices above `at` are linked, so that no mark is needed; a label is
 * the least semidominator itself, not the vertex that has it: nothing else is ever asked of it.
 */
export function immediateDominators(tree: SearchTree): void {
  const { count, parent, incoming, from, pair, stack } = tree;
  for (let at = 0; at < count; at++) pair[at * 2] = parent[at]!;
  let end = count > 0 ? incoming[count - 1]! : 0;
  for (let at = count - 1; at > 0; at--) {
    const start = incoming[at - 1]!;
    let best = pair[at * 2 + 1]!;
    for (let index = start; index < end; index++) {
      const source = from[index]!;
      if (pair[source * 2]! > at) compress(source, at, pair, stack);
      const label = pair[source * 2 + 1]!;
      if (label < best) best = label;
    }
    pair[at * 2 + 1] = best;
    // From now on this is the semidominator; the end of this list is not asked for again.
    incoming[at] = best;
    end = start;
  }
  for (let at = 1; at < count; at++) {
    const limit = incoming[at]!;
    let above = parent[at]!;
    while (above > limit) above = parent[above]!;
    parent[at] = above;
  }
}

/** Hangs all on the way up to the last linked vertex directly under what that one hangs under. */
function compress(from: number, at: number, pair: Uint32Array, stack: Uint32Array): void {
  let height = 0;
  let vertex = from;
  for (let up = pair[vertex * 2]!; up > at; up = pair[vertex * 2]!) {
    stack[height++] = vertex;
    vertex = up;
  }
  let label = pair[vertex * 2 + 1]!;
  const ancestor = pair[vertex * 2]!;
  while (height > 0) {
    const below = stack[--height]!;
    if (pair[below * 2 + 1]! > label) pair[below * 2 + 1] = label;
    else label = pair[below * 2 + 1]!;
    pair[below * 2] = ancestor;
  }
}
