import { ArgumentError } from '../errors.ts';
import { nameOf } from './edge-words.ts';
import type { PathStep } from './path-step.ts';
import { describePath } from './path-words.ts';
import { Places } from './places.ts';
import { RetainerTree } from './retainer-tree.ts';
import type { Snapshot } from './snapshot.ts';

export interface PathOptions {
  /** All objects of this class. */
  className?: string;
  /** The object with this id. */
  id?: number;
  /** Different ways at most. @default 3 */
  limit?: number;
}

/** One way in which objects are held. */
export interface RetainerPath {
  /** Objects held this way; the path is the easiest one's. */
  count: number;
  /** Of the object at the end of the path. */
  id: number;
  name: string;
  shallowSize: number;
  retainedSize: number;
  path: PathStep[];
  /** Who has the path's last reference, and its name: a part of V8's own (a Map's table) perhaps. */
  heldBy?: { id: number; edge: string | number };
}

/**
 * How objects are held: one path for each different way, the way of most objects first. For a class,
 * objects whose holders look alike are one way; for one object, every holder is a way of its own.
 *
 * @throws {ArgumentError} unless exactly one of `className` and `id` is given
 */
export function retainerPaths(snapshot: Snapshot, options: PathOptions): RetainerPath[] {
  const { className, id, limit = 3 } = options;
  if ((className === undefined) === (id === undefined)) {
    throw new ArgumentError('retainerPaths needs either className or id');
  }
  const tree = new RetainerTree(snapshot);
  const places = new Places(snapshot);
  const ways =
    id === undefined ? waysOfClass(snapshot, tree, className!) : waysOfNode(snapshot, tree, id);
  const { nodeId, selfSize } = snapshot.columns;
  return ways.slice(0, limit).map(({ node, count, via }) => {
    const found: RetainerPath = {
      count,
      id: nodeId[node]!,
      name: nameOf(snapshot, node),
      shallowSize: selfSize[node]!,
      retainedSize: snapshot.retainedSizes[node]!,
      path: describePath(snapshot, tree, places, node, via) ?? [],
    };
    const { from, edge } = via ?? { from: tree.parent(node), edge: tree.parentEdge(node) };
    if (from >= 0) found.heldBy = { id: nodeId[from]!, edge: snapshot.edgeName(edge) };
    return found;
  });
}

interface Way {
  node: number;
  count: number;
  /** The last step, where it is not the tree's. */
  via?: { from: number; edge: number };
}

function waysOfClass(snapshot: Snapshot, tree: RetainerTree, className: string): Way[] {
  const { classTable, resolvedClasses } = snapshot;
  const wanted = resolvedClasses.classes.map(
    (resolved) => resolved.name === className || resolved.key === className,
  );
  const ways = new Map<string, Way>();
  for (let node = 0; node < snapshot.nodeCount; node++) {
    if (!wanted[resolvedClasses.of[classTable.rawOf[node]!]!]) continue;
    const key = signatureOf(snapshot, tree, node);
    const way = ways.get(key);
    if (!way) ways.set(key, { node, count: 1 });
    else {
      way.count++;
      if (tree.cost(node) < tree.cost(way.node)) way.node = node;
    }
  }
  return [...ways.values()].sort((one, other) => other.count - one.count);
}

function waysOfNode(snapshot: Snapshot, tree: RetainerTree, id: number): Way[] {
  const { columns } = snapshot;
  const node = columns.nodeId.indexOf(id);
  if (node < 0) return [];
  const ways: (Way & { cost: number })[] = [];
  for (let from = 0; from < snapshot.nodeCount; from++) {
    for (let edge = columns.firstEdge[from]!; edge < columns.firstEdge[from + 1]!; edge++) {
      if (columns.edgeTo[edge] !== node || !snapshot.isStrong(from, edge)) continue;
      // A holder that is itself held only through the object is no way of its own.
      if (tree.path(from)?.some((step) => step.to === node)) continue;
      ways.push({ node, count: 1, via: { from, edge }, cost: tree.cost(from) });
    }
  }
  return ways.sort((one, other) => one.cost - other.cost);
}

/** Of the members of a long list one in so many is noted, and found again when the next one is asked for. */
const MARKS = 64;

/** Equal for objects whose nearest holders look alike; indexes and linked lists do not count. */
export function signatureOf(snapshot: Snapshot, tree: RetainerTree, node: number): string {
  const signature: string[] = [];
  let at = node;
  let passed: number[] = [];
  while (signature.length < 10) {
    const parent = tree.parent(at);
    if (parent < 0) break;
    const name = snapshot.edgeName(tree.parentEdge(at));
    // Indexes differ from object to object and say nothing.
    const said = typeof name === 'number' || /^\d/.test(name) ? '#' : name;
    const holder = nameOf(snapshot, parent);
    // The n-th member of a linked list is held as the first one is.
    if (signature.at(-1) !== holder || signature.at(-2) !== said) {
      for (const member of passed) if (member % MARKS === 0) tree.runEnds.set(member, at);
      passed = [];
      signature.push(said, holder);
      at = parent;
    } else {
      passed.push(at);
      at = (at % MARKS === 0 ? tree.runEnds.get(at) : undefined) ?? parent;
    }
  }
  return signature.join(' < ');
}
