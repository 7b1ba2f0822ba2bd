import {
  EDGE_NAME_MASK,
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
} from '../parse/columns.ts';
import { grown } from '../parse/growable.ts';
import { isNodeScript } from './places.ts';
import { giveScratch, takeScratch } from './scratch.ts';
import type { Snapshot } from './snapshot.ts';

const FAR = 0xffff_ffff;
const MOST = 0xffff;
/** Longest step below; the search keeps one list of nodes per distance, in a ring. */
const RING = 64;

/**
 * One way from the root to every node: not the fewest steps but the cheapest, where a step that says
 * nothing to a programmer (through compiled code, hidden classes, prototypes) costs more than one
 * through a property, an element or a closure's variable. Dijkstra with buckets (Dial 1969).
 */
export class RetainerTree {
  /** Edge by which each node is reached. Its source is found by search: the words are few that ask. */
  readonly #edge: Uint32Array;
  /** Up to 65 535: beyond it nobody follows a path. */
  readonly #cost: Uint16Array;
  /** Where a run of steps that look alike (a linked list) ends, by some of its members. */
  readonly runEnds: Map<number, number> = new Map();
  readonly #snapshot: Snapshot;

  constructor(snapshot: Snapshot) {
    const { nodeCount, nodeWord, firstEdge, edgeTo, edgeWord, rootOrdinal } = snapshot.columns;
    this.#snapshot = snapshot;
    this.#edge = takeScratch(nodeCount).fill(FAR);
    const reachedBy = this.#edge;
    const cost = takeScratch(nodeCount).fill(FAR);
    const { words } = snapshot.essential;
    const into = costsInto(snapshot);
    const { byName, byType, contextName } = costsAlong(snapshot);
    const { closure, internalEdge, propertyEdge } = snapshot.types;
    // A stack of nodes for each distance, in a ring.
    const ring = Array.from({ length: RING }, () => new Uint32Array(256));
    const heights = new Uint32Array(RING);
    cost[rootOrdinal] = 0;
    ring[0]![heights[0]!++] = rootOrdinal;
    let waiting = 1;
    for (let distance = 0; waiting > 0; distance++) {
      const at = distance % RING;
      while (heights[at]! > 0) {
        const node = ring[at]![--heights[at]!]!;
        waiting--;
        if (cost[node] !== distance) continue;
        const isClosure = nodeWord[node]! >>> NODE_TYPE_SHIFT === closure;
        const end = firstEdge[node + 1]!;
        for (let edge = firstEdge[node]!; edge < end; edge++) {
          const to = edgeTo[edge]!;
          const known = cost[to]!;
          // No step is free: most edges end here, without a look at anything else.
          if (distance + 1 > known) continue;
          let next = distance + into[to]!;
          if (next >= known) continue;
          const essential = (words[edge >>> 5]! & (1 << (edge & 31))) !== 0;
          if (!essential && !snapshot.isStrong(node, edge)) continue;
          const word = edgeWord[edge]!;
          const type = word >>> EDGE_TYPE_SHIFT;
          if (type === propertyEdge) next += byName[word & EDGE_NAME_MASK]! >>> 4;
          else if (type === internalEdge) {
            const name = word & EDGE_NAME_MASK;
            next += isClosure && name !== contextName ? 6 : isClosure ? 0 : byName[name]! & 15;
          } else next += byType[type]!;
          if (node === rootOrdinal) next += fromRoot(snapshot, to);
          if (next >= known) continue;
          cost[to] = next;
          reachedBy[to] = edge;
          const later = next % RING;
          const height = heights[later]!++;
          if (height === ring[later]!.length) ring[later] = grown(ring[later]!, height + 1);
          ring[later]![height] = to;
          waiting++;
        }
      }
    }
    this.#cost = new Uint16Array(nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      this.#cost[node] = cost[node]! < MOST ? cost[node]! : MOST;
    }
    giveScratch(cost);
  }

  /** Gives its memory back; nothing may be asked of it from here on. */
  release(): void {
    giveScratch(this.#edge);
  }

  /** Edges from the root to the node, in order; undefined where nothing but weak edges leads to it. */
  path(node: number): { from: number; edge: number; to: number }[] | undefined {
    const steps: { from: number; edge: number; to: number }[] = [];
    const { rootOrdinal } = this.#snapshot.columns;
    let at = node;
    while (at !== rootOrdinal) {
      const from = this.parent(at);
      if (from < 0) return undefined;
      steps.push({ from, edge: this.#edge[at]!, to: at });
      at = from;
    }
    return steps.toReversed();
  }

  /** The holder of a node on its path, or -1. */
  parent(node: number): number {
    const edge = this.#edge[node]!;
    if (edge === FAR) return -1;
    // The last node whose edges begin at this one or before; nodes without edges begin there, too.
    const { firstEdge, nodeCount } = this.#snapshot.columns;
    let low = 0;
    let high = nodeCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (firstEdge[middle]! <= edge) low = middle;
      else high = middle - 1;
    }
    return low;
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

/** A step from the root that leads past V8's own groups of roots: 0 or 6. */
function fromRoot(snapshot: Snapshot, to: number): number {
  const type = snapshot.nodeType(to);
  return type === snapshot.types.synthetic || type === snapshot.types.object ? 0 : 6;
}

interface CostsAlong {
  /** By string index: as the name of a property, 0 to 8, times 16; as that of an internal edge, 0 or 1. */
  byName: Uint8Array;
  /** Edges of other types, 0 or 4. */
  byType: readonly number[];
  contextName: number;
}

/** What the kind of an edge adds. */
function costsAlong({ types, columns }: Snapshot): CostsAlong {
  const { strings } = columns;
  const byName = new Uint8Array(strings.length).fill(1);
  const set = (name: string, property: number, internal: number): void => {
    const index = strings.indexOf(name);
    if (index >= 0) byName[index] = (property << 4) | internal;
  };
  for (const name of ['table', 'elements', 'properties', 'context', 'previous', 'scope']) {
    set(name, 0, 0);
  }
  set('__proto__', 8, 1);
  set('constructor', 6, 1);
  // Along a linked list every member seems to hold the next one.
  for (const name of ['_idleNext', '_idlePrev', 'next', 'prev']) set(name, 3, 1);
  const byType = columns.edgeTypes.map((_, type) => (type === types.hiddenEdge ? 4 : 0));
  return { byName, byType, contextName: strings.indexOf('context') };
}
