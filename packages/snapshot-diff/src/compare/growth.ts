import type { PathStep } from '../graph/path-step.ts';
import { describePath } from '../graph/path-words.ts';
import type { Location } from '../graph/location.ts';
import { Places, isNodeScript } from '../graph/places.ts';
import { signatureOf } from '../graph/retainer-paths.ts';
import { RetainerTree } from '../graph/retainer-tree.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import { grownClosures } from './closures.ts';
import { clustersOf, type Cluster } from './clusters.ts';
import { grownCollections } from './collections.ts';
import { FreshGroups } from './fresh-groups.ts';
import { isNoise, tellingOf, type Telling } from './noise.ts';
import { isThroughProgram, OtherPaths } from './other-paths.ts';
import type { RowDetail } from './comparison-row.ts';
import type { Side } from './side.ts';

/** A class that grew in one isolate, with all that has to be read from the snapshot at hand. */
export interface Growth {
  /** Equal in every isolate: the name, with the file and line where the class was defined. */
  identity: string;
  key: string;
  name: string;
  telling: Telling;
  delta: number;
  removed: number;
  /** New objects: their ids did not exist before. */
  fresh: number;
  shallowSize: number;
  /** Bytes freed if the new objects went. */
  retainedSize: number;
  nodeIds: number[];
  path: PathStep[];
  otherPaths: PathStep[][];
  location: Location | undefined;
  /** The new objects by the telling classes whose new objects they hang together with. */
  together: Together[];
  /** The new objects by the way they are held; counted on {@link LOOK_AT} of them where they are more. */
  held: ReadonlyMap<string, number>;
}

export interface Together {
  /** Identities of the classes. */
  classes: string[];
  /** New objects in groups with just these. */
  count: number;
}

/** Node ids given as samples. */
const SAMPLES = 3;
/** New objects of a class that are looked at to find the usual path. */
const LOOK_AT = 200;
/** New objects of a class that are looked at for a function of the program that hangs on them. */
const HANGING = 12;
/** Classes explained in one isolate, largest growth first; a real leak is never so far down. */
const MAX_CLASSES = 400;

/** What grew in one isolate, and where it piles up. */
export interface Explained {
  growths: Growth[];
  clusters: Cluster[];
}

/**
 * Explains every class that grew between two snapshots of one isolate. Of the base nothing but the counts
 * is left after it.
 * @param entries - look at the entries of collections too; of use only where the two follow each other
 */
export function explainGrowth(
  base: Side,
  snapshot: Snapshot,
  details: readonly RowDetail[],
  entries = true,
): Explained {
  const places = new Places(snapshot);
  const isFresh = freshNodes(base, snapshot);
  base.release();
  const grown = [
    ...details,
    ...grownClosures(base.closures, snapshot, places, isFresh),
    ...(entries ? grownCollections(base.entries, snapshot, isFresh) : []),
  ]
    .filter(({ row, fresh }) => row.delta > 0 && fresh.length > 0 && !isNoise(row.name))
    .sort((one, other) => other.row.delta - one.row.delta)
    .slice(0, MAX_CLASSES);
  if (grown.length === 0) return { growths: [], clusters: [] };
  void snapshot.retainedSizes; // before all else: what it needs for a while can be used again
  const tree = new RetainerTree(snapshot);
  const groups = new FreshGroups(snapshot, isFresh);
  const ways = grown.map((detail) => waysOf(snapshot, tree, detail.fresh));
  const usual = ways.map(({ usual: nodes }) => middle(nodes));
  const others = new OtherPaths(snapshot, tree, places, usual);
  const growths = grown.map((detail, index) =>
    explain({ snapshot, places, tree, others }, detail, ways[index]!),
  );
  relate(growths, grown, groups);
  groups.release();
  const piled = new Uint8Array(snapshot.nodeCount);
  for (const { fresh } of details) for (const node of fresh) piled[node] = 1;
  const clusters = clustersOf(snapshot, piled, tree, places);
  tree.release();
  places.release();
  return { growths, clusters };
}

function freshNodes(base: Side, snapshot: Snapshot): Uint8Array {
  const index = base.index();
  const { nodeId } = snapshot.columns;
  const fresh = new Uint8Array(nodeId.length);
  for (let node = 0; node < nodeId.length; node++)
    if (index.get(nodeId[node]!) < 0) fresh[node] = 1;
  return fresh;
}

interface Heap {
  snapshot: Snapshot;
  places: Places;
  tree: RetainerTree;
  others: OtherPaths;
}

function explain(heap: Heap, detail: RowDetail, { usual: samples, held }: Ways): Growth {
  const { snapshot, places } = heap;
  const { row, fresh } = detail;
  const { place } = detail.class;
  const isUser = places.isUserPlace(place);
  const defined = place && places.locate(place);
  const [path, ...otherPaths] = pathsOf(heap, samples);
  const hanging = isUser ? undefined : hangingOn(snapshot, places, fresh);
  return {
    identity: identityOf(detail, defined, path),
    key: row.key,
    name: row.name,
    telling: detail.telling ?? tellingOf(row.name, isUser),
    delta: row.delta,
    removed: row.removed,
    fresh: fresh.length,
    shallowSize: row.sizeDelta,
    retainedSize: retainedBy(snapshot, fresh),
    nodeIds: samples.slice(0, SAMPLES).map((node) => snapshot.columns.nodeId[node]!),
    path,
    otherPaths,
    location: isUser ? defined : (hanging ?? nearestOnPath(path)),
    together: [],
    held,
  };
}

function identityOf(
  { row, class: { key } }: RowDetail,
  defined: Location | undefined,
  path: readonly PathStep[],
): string {
  if (defined) return `${row.name} ${defined.file}:${defined.line}:${defined.column}`;
  // One array is not another, but the same one in each worker is held the same way.
  if (!key.startsWith('@')) return row.name;
  return [row.name, ...path.slice(-3, -1).map((step) => step.text)].join(' < ');
}

/** The path that says most, then other ways: one through the program's own variables goes first. */
function pathsOf(heap: Heap, samples: readonly number[]): [PathStep[], ...PathStep[][]] {
  const { snapshot, tree, places, others } = heap;
  const path = describePath(snapshot, tree, places, samples[0]!) ?? [];
  const ways = others.of(middle(samples));
  const index = isThroughProgram(path) ? -1 : ways.findIndex(isThroughProgram);
  if (index < 0) return [path, ...ways];
  return [ways[index]!, path, ...ways.filter((_, at) => at !== index)];
}

/** Not the first: the youngest Worker of many is held by a variable besides, the others are not. */
function middle(samples: readonly number[]): number {
  return samples[samples.length >> 1]!;
}

interface Ways {
  /** Objects whose way to the root looks like that of most others, so that no straggler is shown. */
  usual: number[];
  held: Growth['held'];
}

function waysOf(snapshot: Snapshot, tree: RetainerTree, fresh: readonly number[]): Ways {
  const bySignature = new Map<string, number[]>();
  const step = Math.max(1, Math.floor(fresh.length / LOOK_AT));
  for (let index = 0; index < fresh.length; index += step) {
    const node = fresh[index]!;
    const key = signatureOf(snapshot, tree, node);
    const list = bySignature.get(key);
    if (list) list.push(node);
    else bySignature.set(key, [node]);
  }
  let usual: number[] = [];
  for (const list of bySignature.values()) if (list.length > usual.length) usual = list;
  usual.sort((one, other) => tree.cost(one) - tree.cost(other));
  return { usual, held: new Map([...bySignature].map(([key, list]) => [key, list.length * step])) };
}

/** Bytes retained by a set of objects: those below another of the set are in its size already. */
function retainedBy(snapshot: Snapshot, nodes: readonly number[]): number {
  const { dominatorTree, retainedSizes, columns } = snapshot;
  const set = new Set(nodes);
  let total = 0;
  for (const node of nodes) {
    let above = dominatorTree.dominator[node]!;
    while (above !== columns.rootOrdinal && !set.has(above))
      above = dominatorTree.dominator[above]!;
    if (!set.has(above)) total += retainedSizes[node]!;
  }
  return total;
}

/**
 * The function that hangs on most of the objects. Of two ports only one has a listener, and the two ends
 * of a connection may come in any order: some from all over are looked at.
 */
function hangingOn(
  snapshot: Snapshot,
  places: Places,
  fresh: readonly number[],
): Location | undefined {
  const found = new Map<string, { location: Location; count: number }>();
  const looks = Math.min(HANGING, fresh.length);
  for (let look = 0; look < looks; look++) {
    const at = Math.round((look * (fresh.length - 1)) / Math.max(1, looks - 1));
    const location = closureBelow(snapshot, places, fresh[at]!);
    if (!location) continue;
    const key = `${location.file}:${location.line}:${location.column}`;
    const known = found.get(key);
    if (known) known.count++;
    else found.set(key, { location, count: 1 });
  }
  let most: { location: Location; count: number } | undefined;
  for (const one of found.values()) if (one.count > (most?.count ?? 0)) most = one;
  return most?.location;
}

/** The nearest closure of the program that hangs on an object: a listener, a timer's callback. */
function closureBelow(snapshot: Snapshot, places: Places, start: number): Location | undefined {
  const { columns, types } = snapshot;
  const seen = new Set([start]);
  let level = [start];
  for (let depth = 0; depth < 6 && level.length > 0 && seen.size < 2000; depth++) {
    const next: number[] = [];
    for (const node of level) {
      for (let edge = columns.firstEdge[node]!; edge < columns.firstEdge[node + 1]!; edge++) {
        const to = columns.edgeTo[edge]!;
        if (seen.has(to) || !snapshot.isStrong(node, edge)) continue;
        seen.add(to);
        const type = snapshot.nodeType(to);
        if (type === types.closure) {
          if (places.isUserPlace(places.place(to))) return places.location(to);
          continue; // what Node's own functions reach is not this object's
        }
        const name = snapshot.edgeName(edge);
        if (name === '__proto__' || name === 'map' || name === 'constructor') continue;
        if (type === types.object || type === types.array) next.push(to);
      }
    }
    level = next;
  }
  return undefined;
}

function nearestOnPath(path: readonly PathStep[]): Location | undefined {
  return path.findLast((step) => step.location && !isNodeScript(step.location.file))?.location;
}

/** Sorts the new objects of each class by the company they are in. */
function relate(growths: Growth[], details: readonly RowDetail[], groups: FreshGroups): void {
  const classesIn = new Map<number, Set<number>>();
  for (const [index, { fresh }] of details.entries()) {
    // Only a name that tells can explain another.
    if (growths[index]!.telling > 3) continue;
    for (const node of fresh) {
      const group = groups.of(node);
      const classes = classesIn.get(group);
      if (classes) classes.add(index);
      else if (group >= 0) classesIn.set(group, new Set([index]));
    }
  }
  const company = new Map([...classesIn].map(([group, classes]) => [group, [...classes].join()]));
  for (const [index, { fresh }] of details.entries()) {
    const counts = new Map<string, number>();
    for (const node of fresh) {
      const key = company.get(groups.of(node));
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    growths[index]!.together = [...counts].map(([key, count]) => ({
      classes: key.split(',').map((other) => growths[Number(other)]!.identity),
      count,
    }));
  }
}
