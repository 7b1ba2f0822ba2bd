import { ArgumentError } from '../errors.ts';
import { isInner, nameOf } from './edge-words.ts';
import type { Snapshot } from './snapshot.ts';

/** References to cut: all to an object, all from one to another, or only those of one name. Node ids. */
export interface Cut {
  /** @default whoever holds it */
  from?: number;
  to: number;
  /** Property, variable or index. @default every reference between the two */
  name?: string | number;
}

/** What would be garbage. */
export interface Freed {
  objects: number;
  bytes: number;
  /** Bytes by class, largest first. */
  classes: { name: string; count: number; bytes: number }[];
  /** References that were cut. */
  edges: number;
}

/**
 * What the garbage collector would free if some references were not there: what the root reaches now
 * and would not reach then. Exact: it walks the heap twice, and takes nothing from retained sizes, which
 * tell only of single objects.
 *
 * @throws {ArgumentError} for an id that is not there, or a cut that meets no strong reference
 */
export function freedByCutting(snapshot: Snapshot, cuts: readonly Cut[]): Freed {
  const isCut = edgesOf(snapshot, cuts);
  const now = reach(snapshot, undefined);
  const then = reach(snapshot, isCut);
  const classes = new Map<string, Freed['classes'][number]>();
  const freed: Freed = { objects: 0, bytes: 0, classes: [], edges: isCut.size };
  const { selfSize } = snapshot.columns;
  for (let node = 0; node < now.length; node++) {
    if (now[node] === then[node]) continue;
    const bytes = selfSize[node]!;
    const name = isInner(snapshot, node) ? snapshot.className(node) : nameOf(snapshot, node);
    const one = classes.get(name) ?? { name, count: 0, bytes: 0 };
    one.count++;
    one.bytes += bytes;
    classes.set(name, one);
    freed.objects++;
    freed.bytes += bytes;
  }
  freed.classes = [...classes.values()].sort(
    (one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1),
  );
  return freed;
}

function edgesOf(snapshot: Snapshot, cuts: readonly Cut[]): ReadonlySet<number> {
  const { nodeId, firstEdge, edgeTo } = snapshot.columns;
  const found = new Set<number>();
  for (const { from, to, name } of cuts) {
    const [source, target] = [from === undefined ? 0 : nodeId.indexOf(from), nodeId.indexOf(to)];
    if (source < 0 || target < 0) {
      throw new ArgumentError(`there is no object @${source < 0 ? from : to} in the snapshot`);
    }
    const before = found.size;
    const end = from === undefined ? snapshot.nodeCount : source + 1;
    for (let node = source; node < end; node++) {
      for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
        if (edgeTo[edge] !== target || !snapshot.isStrong(node, edge)) continue;
        if (name === undefined || String(snapshot.edgeName(edge)) === String(name)) found.add(edge);
      }
    }
    if (found.size === before) {
      const named = name === undefined ? '' : ` called "${name}"`;
      const who = from === undefined ? 'nobody' : `@${from}`;
      throw new ArgumentError(
        `${who} holds ${from === undefined ? 'a' : 'no'} reference${named} to @${to}`,
      );
    }
  }
  return found;
}

function reach(snapshot: Snapshot, isCut: ReadonlySet<number> | undefined): Uint8Array {
  const { nodeCount, firstEdge, edgeTo, rootOrdinal } = snapshot.columns;
  const reached = new Uint8Array(nodeCount);
  // Each node is pushed once.
  const stack = new Uint32Array(nodeCount);
  let height = 0;
  reached[rootOrdinal] = 1;
  stack[height++] = rootOrdinal;
  while (height > 0) {
    const node = stack[--height]!;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      const to = edgeTo[edge]!;
      if (reached[to] === 1 || isCut?.has(edge) || !snapshot.isStrong(node, edge)) continue;
      reached[to] = 1;
      stack[height++] = to;
    }
  }
  return reached;
}
