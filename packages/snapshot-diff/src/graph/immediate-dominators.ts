/** A search tree in preorder numbers. */
export interface SearchTree {
  /** Vertices that the search reached. */
  readonly count: number;
  /** Parent in the search tree; becomes the immediate dominator. */
  readonly parent: Uint32Array;
  /** By vertex, where its part of the edges ends; becomes the semidominator. */
  readonly incoming: Uint32Array;
  /** Two words a vertex; the second is the least source of the edges down the tree. */
  readonly pair: Uint32Array;
}

/** Sources of the edges from vertices with larger numbers to those from `low` to `high` (exclusive). */
export interface EdgesBack {
  readonly low: number;
  readonly high: number;
  readonly from: Uint32Array;
  /** Where the part of `low` would begin if all edges stood in one array. */
  readonly base: number;
}

/**
 * The second half of semi-NCA. Vertices above the one at hand are linked, so that no mark is needed; a
 * label is the least semidominator itself, not the vertex that has it: nothing else is ever asked of it.
 */
export class ImmediateDominators {
  readonly #tree: SearchTree;
  #stack = new Uint32Array(4096);

  constructor(tree: SearchTree) {
    this.#tree = tree;
    for (let at = 0; at < tree.count; at++) tree.pair[at * 2] = tree.parent[at]!;
  }

  /** Takes the edges to a range of vertices; ranges come from the last vertex down to the first. */
  add({ low, high, from, base }: EdgesBack): void {
    const { incoming, pair } = this.#tree;
    const lowest = Math.max(low, 1);
    let end = high > 0 ? incoming[high - 1]! - base : 0;
    for (let at = high - 1; at >= lowest; at--) {
      const start = at > low ? incoming[at - 1]! - base : 0;
      let best = pair[at * 2 + 1]!;
      for (let index = start; index < end; index++) {
        const source = from[index]!;
        if (pair[source * 2]! > at) this.#compress(source, at);
        const label = pair[source * 2 + 1]!;
        if (label < best) best = label;
      }
      pair[at * 2 + 1] = best;
      // From now on this is the semidominator; the end of this part is not asked for again.
      incoming[at] = best;
      end = start;
    }
  }

  /** When all edges were added: `parent` holds the dominators. */
  finish(): void {
    const { count, parent, incoming } = this.#tree;
    for (let at = 1; at < count; at++) {
      const limit = incoming[at]!;
      let above = parent[at]!;
      while (above > limit) above = parent[above]!;
      parent[at] = above;
    }
  }

  /** Hangs all on the way up to the last linked vertex directly under what that one hangs under. */
  #compress(from: number, at: number): void {
    const { pair } = this.#tree;
    let stack = this.#stack;
    let height = 0;
    let vertex = from;
    for (let up = pair[vertex * 2]!; up > at; up = pair[vertex * 2]!) {
      if (height === stack.length) {
        stack = new Uint32Array(height * 2);
        stack.set(this.#stack);
        this.#stack = stack;
      }
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
}
