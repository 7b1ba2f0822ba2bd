import type { Location, Places } from './places.ts';
import type { RetainerTree } from './retainer-tree.ts';
import type { Snapshot } from './snapshot.ts';

/** One holder on the way from the root to an object. */
export interface PathStep {
  /** Node id: stable between snapshots of one isolate. */
  id: number;
  /** Class of the object, or what kind of thing it is. */
  name: string;
  /** How the step before holds this one, as a programmer would say it; empty for the root. */
  edge: string;
  /** Both in one phrase, such as `property "cache" of Service`. */
  words: string;
  /** Where the closure or the class was defined. */
  location?: Location;
}

/** A step between two objects that a programmer knows, V8's inner ones left out. */
interface Hop {
  from: number;
  edges: { from: number; edge: number; to: number }[];
  to: number;
}

/** The path to a node in a programmer's words; undefined where only weak edges lead to it. */
export function describePath(
  snapshot: Snapshot,
  tree: RetainerTree,
  places: Places,
  node: number,
): PathStep[] | undefined {
  const edges = tree.path(node);
  if (!edges) return undefined;
  const hops: Hop[] = [];
  let pending: Hop['edges'] = [];
  let from = snapshot.columns.rootOrdinal;
  for (const edge of edges) {
    pending.push(edge);
    if (edge.to !== node && isInner(snapshot, edge.to)) continue;
    hops.push({ from, edges: pending, to: edge.to });
    pending = [];
    from = edge.to;
  }
  const root: PathStep = {
    id: snapshot.columns.nodeId[snapshot.columns.rootOrdinal]!,
    name: '(root)',
    edge: '',
    words: '(root)',
  };
  return [root, ...hops.map((hop) => step(snapshot, places, hop))];
}

/** Tables, contexts, code and the like: they belong to the holder before them. */
function isInner(snapshot: Snapshot, node: number): boolean {
  const type = snapshot.nodeType(node);
  const { types } = snapshot;
  if (type === types.object) return snapshot.nodeName(node).startsWith('system / ');
  if (type === types.synthetic) return false;
  return type !== types.closure && type !== types.regexp && type !== types.native;
}

function step(snapshot: Snapshot, places: Places, hop: Hop): PathStep {
  const location = places.location(hop.to);
  const name = nameOf(snapshot, hop.to);
  const edge = edgeWords(snapshot, places, hop);
  return {
    id: snapshot.columns.nodeId[hop.to]!,
    name,
    edge,
    words: edge === '' ? name : `${edge} -> ${name}`,
    ...(location ? { location } : {}),
  };
}

/** `closure onMessage`, `Map`, `{id, payload}`, `(GC roots)`. */
export function nameOf(snapshot: Snapshot, node: number): string {
  const type = snapshot.nodeType(node);
  if (type === snapshot.types.closure) {
    return `closure ${snapshot.nodeName(node) || '(anonymous)'}`;
  }
  if (type === snapshot.types.synthetic) return snapshot.nodeName(node) || '(root)';
  if (type === snapshot.types.code) return `(code ${snapshot.nodeName(node)})`;
  return snapshot.className(node);
}

function edgeWords(snapshot: Snapshot, places: Places, hop: Hop): string {
  const last = hop.edges.at(-1)!;
  const { types } = snapshot;
  const fromType = snapshot.nodeType(hop.from);
  const fromName = fromType === types.object ? snapshot.nodeName(hop.from) : '';
  const name = snapshot.edgeName(last.edge);
  const type = snapshot.edgeType(last.edge);

  if (type === types.contextEdge) return `variable ${name}${ownerOf(snapshot, places, hop)}`;
  if (fromName === 'Map' && hop.edges.length > 1) return 'entry of the Map';
  if (fromName === 'Set' && hop.edges.length > 1) return 'member of the Set';
  if (fromName === 'WeakMap') return 'value of the WeakMap';
  if (type === types.internalEdge && String(name).includes('pair in WeakMap')) {
    return 'value of a WeakMap, by its key';
  }
  if (type === types.propertyEdge) return `property ${quoted(String(name))}`;
  if (type === types.elementEdge && hop.edges.length === 1) return `element ${name}`;
  if (hop.edges.length > 1) {
    const first = hop.edges[0]!;
    const firstName = String(snapshot.edgeName(first.edge));
    if (firstName === 'elements') return `element ${name}`;
    if (firstName === 'properties') return `property in dictionary, slot ${name}`;
    const field = hop.edges.map((edge) => String(snapshot.edgeName(edge.edge)));
    return `inner ${field.join('.')}`;
  }
  if (type === types.shortcutEdge) return `global ${name}`;
  if (snapshot.nodeType(hop.from) === types.synthetic) return '';
  return `inner ${name}`;
}

function quoted(name: string): string {
  return /^[\w$<>.]+$/.test(name) ? name : JSON.stringify(name);
}

/** ` in handler (a.js:12)`: a variable lives in a function's scope; the closure that reaches it tells which. */
function ownerOf(snapshot: Snapshot, places: Places, hop: Hop): string {
  if (snapshot.nodeType(hop.from) !== snapshot.types.closure) return '';
  const location = places.location(hop.from);
  const name = snapshot.nodeName(hop.from) || '(anonymous)';
  return ` seen by ${name}${location ? ` (${location.file}:${location.line}:${location.column})` : ''}`;
}
