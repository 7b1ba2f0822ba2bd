import type { PathStep } from '../graph/path-step.ts';
import { describePath } from '../graph/path-words.ts';
import { isNodeScript, type Places } from '../graph/places.ts';
import { signatureOf } from '../graph/retainer-paths.ts';
import type { RetainerTree } from '../graph/retainer-tree.ts';
import type { Snapshot } from '../graph/snapshot.ts';

/** Holders of one object that are looked at. */
const MOST = 64;
/** Paths besides the first. */
const SHOWN = 2;

interface Holder {
  from: number;
  edge: number;
}

/** Finds who else holds some objects, in one pass over the edges for all of them. */
export class OtherPaths {
  readonly #snapshot: Snapshot;
  readonly #tree: RetainerTree;
  readonly #places: Places;
  readonly #holders: Map<number, Holder[]> = new Map();

  constructor(snapshot: Snapshot, tree: RetainerTree, places: Places, nodes: readonly number[]) {
    this.#snapshot = snapshot;
    this.#tree = tree;
    this.#places = places;
    const { nodeCount, firstEdge, edgeTo } = snapshot.columns;
    const wanted = new Uint8Array(nodeCount);
    for (const node of nodes) wanted[node] = 1;
    for (let from = 0; from < nodeCount; from++) {
      for (let edge = firstEdge[from]!; edge < firstEdge[from + 1]!; edge++) {
        const to = edgeTo[edge]!;
        if (wanted[to] === 0 || edge === tree.parentEdge(to)) continue;
        if (!snapshot.isStrong(from, edge)) continue;
        const list = this.#holders.get(to);
        if (!list) this.#holders.set(to, [{ from, edge }]);
        else if (list.length < MOST) list.push({ from, edge });
      }
    }
  }

  /** Ways that look different from the tree's and from each other, easiest first. */
  of(node: number): PathStep[][] {
    const tree = this.#tree;
    const ways = (this.#holders.get(node) ?? [])
      .filter(({ from }) => tree.parent(from) >= 0)
      .sort((one, other) => tree.cost(one.from) - tree.cost(other.from));
    const seen = new Set<string>();
    const found: PathStep[][] = [];
    for (const way of ways) {
      if (found.length === SHOWN) break;
      const look = `${this.#snapshot.edgeType(way.edge)} ${signatureOf(this.#snapshot, tree, way.from)}`;
      if (seen.has(look)) continue;
      seen.add(look);
      // A holder that is itself held only through the object is no way of its own.
      if (tree.path(way.from)!.some((step) => step.to === node)) continue;
      const path = describePath(this.#snapshot, tree, this.#places, node, way);
      if (path) found.push(path);
    }
    return found;
  }
}

/** True for a path that goes through a function or class of the program. */
export function isThroughProgram(path: readonly PathStep[]): boolean {
  return path
    .slice(0, -1)
    .some(({ location }) => location !== undefined && !isNodeScript(location.file));
}
