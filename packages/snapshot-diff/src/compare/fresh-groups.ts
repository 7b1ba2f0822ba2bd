import { giveScratch, takeScratch } from '../graph/scratch.ts';
import type { Snapshot } from '../graph/snapshot.ts';

/** A new table or array with more new entries than this would join what has nothing in common. */
const HUB = 8;

/**
 * Groups of new objects that hang together by strong edges: what one task or one failure left
 * behind, such as a Worker with its ports, streams and listeners.
 */
export class FreshGroups {
  /** A member of the group, and 1, up to the one that is its own; 0 is none. */
  readonly #parent: Uint32Array;

  constructor(snapshot: Snapshot, isFresh: Uint8Array) {
    const { columns, types } = snapshot;
    const { nodeCount, firstEdge, edgeTo } = columns;
    this.#parent = takeScratch(nodeCount);
    const shape = columns.nodeTypes.indexOf('object shape');
    // Shared by nature: code, shapes, texts.
    const joins = (node: number): boolean => {
      if (isFresh[node] === 0) return false;
      const type = snapshot.nodeType(node);
      return (
        type !== shape &&
        type !== types.code &&
        type !== types.string &&
        type !== types.consString &&
        type !== types.slicedString
      );
    };
    for (let node = 0; node < nodeCount; node++) if (joins(node)) this.#parent[node] = node + 1;
    for (let node = 0; node < nodeCount; node++) {
      if (this.#parent[node] === 0) continue;
      const neighbours: number[] = [];
      for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
        const to = edgeTo[edge]!;
        if (this.#parent[to] !== 0 && snapshot.isStrong(node, edge)) neighbours.push(to);
      }
      if (neighbours.length > HUB && isCollection(snapshot, node)) continue;
      for (const to of neighbours) this.#join(node, to);
    }
  }

  /** Number of the group, or -1 for what belongs to none. */
  of(node: number): number {
    if (this.#parent[node] === 0) return -1;
    let root = node;
    while (this.#parent[root] !== root + 1) root = this.#parent[root]! - 1;
    for (let at = node; at !== root;) {
      const next = this.#parent[at]! - 1;
      this.#parent[at] = root + 1;
      at = next;
    }
    return root;
  }

  /** Gives its memory back; nothing may be asked of it from here on. */
  release(): void {
    giveScratch(this.#parent);
  }

  #join(one: number, other: number): void {
    const first = this.of(one);
    const second = this.of(other);
    if (first !== second) this.#parent[first] = second + 1;
  }
}

function isCollection(snapshot: Snapshot, node: number): boolean {
  const type = snapshot.nodeType(node);
  const { types } = snapshot;
  if (type === types.array || type === types.hidden) return true;
  return (
    type === types.object && ['Array', 'Map', 'Set', 'Object'].includes(snapshot.nodeName(node))
  );
}
