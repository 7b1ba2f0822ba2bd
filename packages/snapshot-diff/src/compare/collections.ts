import {
  EDGE_NAME_MASK,
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
} from '../parse/columns.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import type { RowDetail } from './comparison-row.ts';

/** Entries of arrays, maps, sets and objects used as maps, by the id of the collection. */
export type EntryCounts = ReadonlyMap<number, number>;

/** Smaller collections cannot have grown by a number that tells. */
const LEAST = 5;
export function countEntries(snapshot: Snapshot): EntryCounts {
  const counts = new Map<number, number>();
  const collections = new Collections(snapshot);
  for (let node = 0; node < snapshot.nodeCount; node++) {
    const count = collections.count(node);
    if (count >= LEAST) counts.set(snapshot.columns.nodeId[node]!, count);
  }
  return counts;
}

/**
 * Collections that were there before and hold more entries now, one row each. Texts and numbers are of
 * no class that tells, but the list that they pile up in grows by one for each task.
 */
export function grownCollections(
  before: EntryCounts,
  snapshot: Snapshot,
  isFresh: Uint8Array,
): RowDetail[] {
  const found: RowDetail[] = [];
  const collections = new Collections(snapshot);
  const { nodeId, selfSize } = snapshot.columns;
  for (let node = 0; node < snapshot.nodeCount; node++) {
    if (isFresh[node] === 1) continue;
    const count = collections.count(node);
    if (count < LEAST) continue;
    const delta = count - (before.get(nodeId[node]!) ?? 0);
    if (delta < LEAST) continue;
    const fresh = [...new Set(collections.entries(node))].filter((entry) => isFresh[entry] === 1);
    if (fresh.length < delta) continue;
    const holder = snapshot.className(node);
    const name = `entries of ${holder}`;
    const addedSize = fresh.reduce((sum, entry) => sum + selfSize[entry]!, 0);
    found.push({
      row: {
        key: snapshot.classKey(node),
        name,
        added: fresh.length,
        removed: fresh.length - delta,
        delta,
        addedSize,
        removedSize: 0,
        sizeDelta: Math.round((addedSize * delta) / fresh.length),
      },
      class: { key: `@${nodeId[node]!}`, name, place: undefined },
      fresh,
      telling: 4,
    });
  }
  return found;
}

/** Finds what arrays, maps and sets hold. */
class Collections {
  readonly #snapshot: Snapshot;
  readonly #array: number;
  readonly #map: number;
  readonly #set: number;
  readonly #table: number;

  constructor(snapshot: Snapshot) {
    const { strings } = snapshot.columns;
    this.#snapshot = snapshot;
    this.#array = strings.indexOf('Array');
    this.#map = strings.indexOf('Map');
    this.#set = strings.indexOf('Set');
    this.#table = strings.indexOf('table');
  }

  /** Entries that are no small numbers; the keys of a map count too. */
  count(node: number): number {
    const { columns, types } = this.#snapshot;
    const { firstEdge, nodeWord, edgeWord } = columns;
    const word = nodeWord[node]!;
    if (word >>> NODE_TYPE_SHIFT !== types.object) return 0;
    const name = word & NODE_NAME_MASK;
    if (name !== this.#array && name !== this.#map && name !== this.#set) return 0;
    const holder = name === this.#array ? node : this.#tableOf(node);
    if (holder < 0) return 0;
    const kind = name === this.#array ? types.elementEdge : types.internalEdge;
    let count = 0;
    for (let edge = firstEdge[holder]!; edge < firstEdge[holder + 1]!; edge++) {
      if (edgeWord[edge]! >>> EDGE_TYPE_SHIFT === kind) count++;
    }
    return count;
  }

  entries(node: number): number[] {
    const { firstEdge, edgeTo } = this.#snapshot.columns;
    const isArray = this.#snapshot.nodeName(node) === 'Array';
    const holder = isArray ? node : this.#tableOf(node);
    return [...edgeTo.subarray(firstEdge[holder]!, firstEdge[holder + 1]!)];
  }

  #tableOf(node: number): number {
    const { firstEdge, edgeTo, edgeWord } = this.#snapshot.columns;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      if ((edgeWord[edge]! & EDGE_NAME_MASK) === this.#table) return edgeTo[edge]!;
    }
    return -1;
  }
}
