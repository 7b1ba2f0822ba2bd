import { EDGE_NAME_MASK, EDGE_TYPE_SHIFT, NODE_NAME_MASK } from '../parse/columns.ts';
import { isNodeScript } from './places.ts';
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
    const { nodeCount, firstEdge, edgeTo, rootOrdinal } = snapshot.columns;
    this.#snapshot = snapshot;
    this.#edge = new Uint32Array(nodeCount).fill(FAR);
    this.#node = new Uint32Array(nodeCount).fill(FAR);
    this.#cost = new Uint32Array(nodeCount).fill(FAR);
    const cost = this.#cost;
    const costs = stepCosts(snapshot);
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
          if (cost[to]! <= distance + 1 || !snapshot.isStrong(node, edge)) continue;
          const next = distance + costs(node, edge, to);
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

/** Cost of a step, 1 to RING - 1. */
function stepCosts(snapshot: Snapshot): (from: number, edge: number, to: number) => number {
  const { types, columns } = snapshot;
  const { strings } = columns;
  const shape = columns.nodeTypes.indexOf('object shape');
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
  const nodeCost = columns.nodeTypes.map((_, type) => {
    if (type === types.code) return 8;
    if (type === shape) return 12;
    if (type === types.hidden) return 4;
    return 1;
  });
  // What only the stack of the capture itself, or a handle in passing, holds is no leak.
  const passing = strings.indexOf('(Stack roots)');
  const scope = strings.indexOf('(Handle scope)');
  const handles = strings.indexOf('(Global handles)');
  const internal = nodeInternals(snapshot);
  return (from, edge, to) => {
    const word = columns.edgeWord[edge]!;
    const type = word >>> EDGE_TYPE_SHIFT;
    const toType = snapshot.nodeType(to);
    let cost = nodeCost[toType]!;
    if (toType === types.synthetic) {
      const name = columns.nodeWord[to]! & NODE_NAME_MASK;
      if (name === passing || name === scope) cost += 40;
      // Through the program's own variables a path says more than from Node's handle.
      else if (name === handles) cost += 6;
    } else if (from === columns.rootOrdinal && toType !== types.object) cost += 6;
    cost += internal[to]!;
    if (type === types.internalEdge) {
      const name = word & EDGE_NAME_MASK;
      if (snapshot.nodeType(from) === types.closure && name !== context) cost += 6;
      else if (!plain.has(name)) cost += 1;
    } else if (type === types.hiddenEdge) cost += 4;
    else if (type === types.propertyEdge) {
      const name = word & EDGE_NAME_MASK;
      if (name === proto) cost += 8;
      else if (name === constructor) cost += 6;
      else if (lists.has(name)) cost += 3;
    }
    return cost;
  };
}

/** Closures and objects of Node's own scripts: 2 more per step, by ordinal. */
function nodeInternals(snapshot: Snapshot): Uint8Array {
  const { locations, nodeCount } = snapshot.columns;
  const extra = new Uint8Array(nodeCount);
  const own = new Set<number>();
  for (const [id, name] of snapshot.scripts) if (isNodeScript(name)) own.add(id);
  for (let index = 0; index < locations.length; index++) {
    if (own.has(locations.scriptId[index]!)) extra[locations.ordinal[index]!] = 2;
  }
  return extra;
}
