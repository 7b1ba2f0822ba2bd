import { isInner, nameOf } from '../graph/edge-words.ts';
import type { PathStep } from '../graph/path-step.ts';
import { describePath } from '../graph/path-words.ts';
import type { Location } from '../graph/location.ts';
import type { Places } from '../graph/places.ts';
import { giveScratch, takeScratch } from '../graph/scratch.ts';
import type { RetainerTree } from '../graph/retainer-tree.ts';
import type { Snapshot } from '../graph/snapshot.ts';

/** New objects that pile up in one place. */
export interface Cluster {
  /** The accumulation point: the object under which the new ones part. */
  point: { id: number; name: string; location?: Location };
  /** What the new objects share: all ways to them lead over the point, or the easiest way does. */
  share: 'dominator' | 'path';
  /** New objects under the point, without V8's inner parts. */
  objects: number;
  /** Bytes of all that is new under it. */
  bytes: number;
  /** By bytes, largest first; five at most. */
  classes: { name: string; count: number; bytes: number }[];
  /** Root first, the point last. */
  path: PathStep[];
}

/** Clusters that are told of. */
const MOST = 10;
const CLASSES = 5;
/** Bytes under which a cluster is not worth a line. */
const LEAST = 1000;
/** A part that has more of the bytes than this is the better place to look. */
const NEARLY_ALL = 0.9;

/**
 * Groups what is new by where it piles up. The accumulation point is where what is retained of the new
 * bytes drops most from an object to its parts (Eclipse MAT's term). What is held in several ways is
 * dominated by the root alone; it goes by its easiest path instead.
 */
export function clustersOf(
  snapshot: Snapshot,
  isFresh: Uint8Array,
  tree: RetainerTree,
  places: Places,
): Cluster[] {
  const heap = new FreshTree(snapshot, isFresh, tree);
  const clusters: (Omit<Cluster, 'path'> & { node: number })[] = [];
  for (const [top, { parts, share }] of heap.points) {
    const { point, members } = descend(heap, top, parts);
    const bytes = members.reduce((sum, node) => sum + heap.bytes[node]!, 0);
    if (bytes < LEAST) continue;
    const location = places.location(point);
    clusters.push({
      node: point,
      point: {
        id: snapshot.columns.nodeId[point]!,
        name: nameOf(snapshot, point),
        ...(location ? { location } : {}),
      },
      share,
      bytes,
      ...census(snapshot, heap, members),
    });
  }
  heap.release();
  clusters.sort((one, other) => other.bytes - one.bytes || one.point.id - other.point.id);
  return clusters
    .slice(0, MOST)
    .map(({ node, ...cluster }) =>
      Object.assign(cluster, { path: describePath(snapshot, tree, places, node) ?? [] }),
    );
}

/** Down to where the new bytes part: a new list that holds all of them says more than its owner. */
function descend(
  heap: FreshTree,
  top: number,
  parts: readonly number[],
): { point: number; members: readonly number[] } {
  let point = top;
  let members = parts;
  for (;;) {
    const total = members.reduce((sum, node) => sum + heap.bytes[node]!, 0);
    const main = members.find((node) => heap.bytes[node]! > total * NEARLY_ALL);
    const below = main === undefined ? [] : heap.partsOf(main);
    if (main === undefined || below.length === 0) return { point, members };
    point = main;
    members = below;
  }
}

function census(
  snapshot: Snapshot,
  heap: FreshTree,
  members: readonly number[],
): Pick<Cluster, 'objects' | 'classes'> {
  const classes = new Map<string, Cluster['classes'][number]>();
  const stack = [...members];
  let objects = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    objects++;
    const name = nameOf(snapshot, node);
    const one = classes.get(name) ?? { name, count: 0, bytes: 0 };
    one.count++;
    one.bytes += snapshot.columns.selfSize[node]!;
    classes.set(name, one);
    stack.push(...heap.partsOf(node));
  }
  const sorted = [...classes.values()].sort(
    (one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1),
  );
  return { objects, classes: sorted.slice(0, CLASSES) };
}

/** The new objects in the dominator tree, V8's inner parts counted to the objects that they belong to. */
class FreshTree {
  /** New bytes that each node retains. */
  readonly bytes: Uint32Array | Float64Array;
  /** Objects that were there before, with the new ones right under them. */
  readonly points: Map<number, { parts: number[]; share: Cluster['share'] }> = new Map();
  readonly #parts: Map<number, number[]> = new Map();

  constructor(snapshot: Snapshot, isFresh: Uint8Array, tree: RetainerTree) {
    const { nodeCount, selfSize } = snapshot.columns;
    const { dominator, order } = snapshot.dominatorTree;
    let total = 0;
    for (let node = 0; node < nodeCount; node++) if (isFresh[node] === 1) total += selfSize[node]!;
    this.bytes = total > 0xffff_ffff ? new Float64Array(nodeCount) : takeScratch(nodeCount);
    for (let at = order.length - 1; at > 0; at--) {
      const node = order[at]!;
      if (isFresh[node] === 1) this.bytes[node]! += selfSize[node]!;
      this.bytes[dominator[node]!]! += this.bytes[node]!;
    }
    const isRoot = (node: number): boolean =>
      node === snapshot.columns.rootOrdinal || snapshot.nodeType(node) === snapshot.types.synthetic;
    for (let at = 0; at < order.length; at++) {
      const node = order[at]!;
      // Texts are no inner parts here: they pile up, too.
      if (isFresh[node] === 0 || this.bytes[node] === 0 || isPart(snapshot, node)) continue;
      let above = dominator[node]!;
      while (!isRoot(above) && isPart(snapshot, above)) above = dominator[above]!;
      if (isFresh[above] === 1) {
        const parts = this.#parts.get(above);
        if (parts) parts.push(node);
        else this.#parts.set(above, [node]);
        continue;
      }
      const share = isRoot(above) ? 'path' : 'dominator';
      if (isRoot(above)) above = holderOf(snapshot, isFresh, tree, node);
      if (above < 0 || isRoot(above)) continue;
      const point = this.points.get(above);
      if (point) point.parts.push(node);
      else this.points.set(above, { parts: [node], share });
    }
  }

  /** Gives its memory back; the bytes may not be asked for from here on. */
  release(): void {
    if (this.bytes instanceof Uint32Array) giveScratch(this.bytes);
  }

  /** New objects right under a new one. */
  partsOf(node: number): readonly number[] {
    return this.#parts.get(node) ?? [];
  }
}

function isPart(snapshot: Snapshot, node: number): boolean {
  const type = snapshot.nodeType(node);
  const { string, consString, slicedString } = snapshot.types;
  if (type === string || type === consString || type === slicedString) return false;
  return isInner(snapshot, node);
}

/** The nearest object on the easiest path that was there before. */
function holderOf(
  snapshot: Snapshot,
  isFresh: Uint8Array,
  tree: RetainerTree,
  node: number,
): number {
  let above = tree.parent(node);
  while (above >= 0 && (isFresh[above] === 1 || isPart(snapshot, above)))
    above = tree.parent(above);
  return above;
}
