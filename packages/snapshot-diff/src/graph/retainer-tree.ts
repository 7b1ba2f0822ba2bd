import {
  EDGE_NAME_MASK,
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
} from '../parse/columns.ts';
import { isNodeScript } from './places.ts';
import { giveScratch, takeScratch } from './scratch.ts';
import type { Snapshot } from './snapshot.ts';

const FAR = 0xffff_ffff;
/** Longest step below; the search keeps one list of nodes per distance, in a ring. */
const RING = 64;

/**
 * One way from the root to every node: not the fewest steps but the cheapest, where a step that says
 * nothing to a programmer (through compiled code, hidden classes, prototypes) costs more than one
 * through a property, an element or a closure's variable. Dijkstra with buckets (Dial 1969).
 */
export class RetainerTree {
  /** Edge by which each node is reached; its source is `parentNode`. */
  readonly #edge: Uint32Array;
  readonly #node: Uint32Array;
  readonly #cost: Uint32Array;
  readonly #snapshot: Snapshot;

  constructor(snapshot: Snapshot) {
    const { nodeCount, firstEdge, edgeTo, edgeWord, rootOrdinal } = snapshot.columns;
    this.#snapshot = snapshot;
    this.#edge = takeScratch(nodeCount).fill(FAR);
    this.#node = takeScratch(nodeCount).fill(FAR);
    this.#cost = takeScratch(nodeCount).fill(FAR);
    const cost = this.#cost;
    const { words } = snapshot.essential;
    const into = costsInto(snapshot);
    const along = costsAlong(snapshot);
    const ring: number[][] = Array.from({ length: RING }, () => []);
    cost[rootOrdinal] = 0;
    ring[0]!.push(rootOrdinal);
    let waiting = 1;
    for (let distance = 0; waiting > 0; distance++) {
      const bucket = ring[distance % RING]!;
      for (let node = bucket.pop(); node !== undefined; node = bucket.pop()) {
        waiting--;
        if (cost[node] !== distance) continue;
        const end = firstEdge[node + 1]!;
        for (let edge = firstEdge[node]!; edge < end; edge++) {
          const to = edgeTo[edge]!;
          let next = distance + into[to]!;
          if (next >= cost[to]!) continue;
          const essential = (words[edge >>> 5]! & (1 << (edge & 31))) !== 0;
          if (!essential && !snapshot.isStrong(node, edge)) continue;
          next += along(node, edgeWord[edge]!, to);
          if (next >= cost[to]!) continue;
          cost[to] = next;
          this.#edge[to] = edge;
          this.#node[to] = node;
          ring[next % RING]!.push(to);
          waiting++;
        }
      }
    }
  }

  /** Gives its memory back; nothing may be asked of it from here on. */
  release(): void {
    giveScratch(this.#edge, this.#node, this.#cost);
  }

  /** Edges from the root to the node, in order; undefined where nothing but weak edges leads to it. */
  path(node: number): { from: number; edge: number; to: number }[] | undefined {
    const steps: { from: number; edge: number; to: number }[] = [];
    const { rootOrdinal } = this.#snapshot.columns;
    let at = node;
    while (at !== rootOrdinal) {
      const from = this.#node[at]!;
      if (from === FAR) return undefined;
      steps.push({ from, edge: this.#edge[at]!, to: at });
      at = from;
    }
    return steps.toReversed();
  }

  /** The holder of a node on its path, or -1. */
  parent(node: number): number {
    const parent = this.#node[node]!;
    return parent === FAR ? -1 : parent;
  }

  /** Cost of the way to a node: smaller is easier to follow. */
  cost(node: number): number {
    return this.#cost[node]!;
  }

  parentEdge(node: number): number {
    return this.#edge[node]!;
  }
}

/** Cost of a step to each node, whatever leads there: 1 to 47. */
function costsInto(snapshot: Snapshot): Uint8Array {
  const { types, columns } = snapshot;
  const { strings, nodeWord, locations, nodeCount } = columns;
  const shape = columns.nodeTypes.indexOf('object shape');
  const byType = columns.nodeTypes.map((_, type) => {
    if (type === types.code) return 8;
    if (type === shape) return 12;
    if (type === types.hidden) return 4;
    return 1;
  });
  // What only the stack of the capture itself, or a handle in passing, holds is no leak.
  const passing = strings.indexOf('(Stack roots)');
  const scope = strings.indexOf('(Handle scope)');
  const handles = strings.indexOf('(Global handles)');
  const costs = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const word = nodeWord[node]!;
    const type = word >>> NODE_TYPE_SHIFT;
    let cost = byType[type]!;
    if (type === types.synthetic) {
      const name = word & NODE_NAME_MASK;
      if (name === passing || name === scope) cost += 40;
      // Through the program's own variables a path says more than from Node's handle.
      else if (name === handles) cost += 6;
    }
    costs[node] = cost;
  }
  // Closures and objects of Node's own scripts.
  const own = new Set<number>();
  for (const [id, name] of snapshot.scripts) if (isNodeScript(name)) own.add(id);
  for (let index = 0; index < locations.length; index++) {
    if (own.has(locations.scriptId[index]!)) costs[locations.ordinal[index]!]! += 2;
  }
  return costs;
}

/** What the kind of an edge adds: 0 to 8. */
function costsAlong(snapshot: Snapshot): (from: number, word: number, to: number) => number {
  const { types, columns } = snapshot;
  const { strings, rootOrdinal } = columns;
  const proto = strings.indexOf('__proto__');
  const constructor = strings.indexOf('constructor');
  const context = strings.indexOf('context');
  const plain = new Set(
    ['table', 'elements', 'properties', 'context', 'previous', 'scope'].map((name) =>
      strings.indexOf(name),
    ),
  );
  // Along a linked list every member seems to hold the next one.
  const lists = new Set(
    ['_idleNext', '_idlePrev', 'next', 'prev'].map((name) => strings.indexOf(name)),
  );
  return (from, word, to) => {
    const type = word >>> EDGE_TYPE_SHIFT;
    const name = word & EDGE_NAME_MASK;
    let cost = 0;
    if (from === rootOrdinal) {
      const toType = snapshot.nodeType(to);
      if (toType !== types.synthetic && toType !== types.object) cost += 6;
    }
    if (type === types.internalEdge) {
      if (snapshot.nodeType(from) === types.closure && name !== context) cost += 6;
      else if (!plain.has(name)) cost += 1;
    } else if (type === types.hiddenEdge) cost += 4;
    else if (type === types.propertyEdge) {
      if (name === proto) cost += 8;
      else if (name === constructor) cost += 6;
      else if (lists.has(name)) cost += 3;
    }
    return cost;
  };
}
