import type { Places } from './places.ts';
import type { Snapshot } from './snapshot.ts';

/** A step between two objects that a programmer knows, with V8's inner ones between them. */
export interface Hop {
  from: number;
  edges: { from: number; edge: number; to: number }[];
  to: number;
}

/** Natives that stand for the whole of Node.js: what hangs on them hangs on a handle of its own. */
const HOUSE: ReadonlySet<string> = new Set([
  'Node / Environment',
  'Node / PrincipalRealm',
  'Node / BaseObjectList',
]);

/** Tables, contexts, code and the like: they belong to the holder before them. */
export function isInner(snapshot: Snapshot, node: number): boolean {
  const type = snapshot.nodeType(node);
  const { types } = snapshot;
  if (type === types.object) return snapshot.nodeName(node).startsWith('system / ');
  if (type === types.native || type === types.synthetic) {
    return HOUSE.has(snapshot.nodeName(node));
  }
  return type !== types.closure && type !== types.regexp;
}

/** `closure onMessage`, `Map`, `{id, payload}`, `(GC roots)`. */
export function nameOf(snapshot: Snapshot, node: number): string {
  const type = snapshot.nodeType(node);
  const { types } = snapshot;
  if (type === types.closure) return `closure ${snapshot.nodeName(node) || '(anonymous)'}`;
  if (type === types.synthetic) return snapshot.nodeName(node) || '(root)';
  if (type === types.code) return `(code ${snapshot.nodeName(node)})`;
  return snapshot.className(node);
}

/** How `hop.from` holds `hop.to`, as a programmer would say it. */
export function edgeWords(snapshot: Snapshot, places: Places, hop: Hop): string {
  const { types } = snapshot;
  const fromType = snapshot.nodeType(hop.from);
  const last = hop.edges.at(-1)!;
  const name = snapshot.edgeName(last.edge);
  const type = snapshot.edgeType(last.edge);

  if (hop.from === snapshot.columns.rootOrdinal || fromType === types.synthetic) return '';
  if (type === types.contextEdge) return variableWords(snapshot, places, hop, String(name));
  if (type === types.internalEdge && String(name).includes('pair in WeakMap')) {
    return 'value of a WeakMap, by its key';
  }
  if (fromType === types.object) {
    const collection = collectionWords(snapshot, hop);
    if (collection !== undefined) return collection;
  }
  if (hop.edges.length === 1) {
    if (type === types.propertyEdge) return `property ${quoted(String(name))}`;
    if (type === types.elementEdge) return `element ${name}`;
    return name === 'reactions_or_result' ? 'result' : `inner ${name}`;
  }
  const fields = hop.edges.map((edge) => String(snapshot.edgeName(edge.edge)));
  if (fields[0] === 'elements') return `element ${name}`;
  if (fields[0] === 'reactions_or_result') return 'what waits for it';
  if (fromType === types.closure && fields[0] === 'context') {
    return variableWords(snapshot, places, hop, slotName(snapshot, last));
  }
  return `inner ${fields.join('.')}`;
}

/**
 * The variable in a context's slot to which V8 gave no name, by the list of names that the scope has.
 * Slots with small numbers have no edge: only where none is missing do the two lists fit.
 */
function slotName(snapshot: Snapshot, slot: Hop['edges'][number]): string | undefined {
  const { firstEdge, edgeTo } = snapshot.columns;
  const { hiddenEdge, string } = snapshot.types;
  if (snapshot.edgeType(slot.edge) !== hiddenEdge) return undefined;
  const hidden = (node: number): number[] => {
    const edges: number[] = [];
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      if (snapshot.edgeType(edge) === hiddenEdge) edges.push(edge);
    }
    return edges;
  };
  for (let edge = firstEdge[slot.from]!; edge < firstEdge[slot.from + 1]!; edge++) {
    if (snapshot.edgeName(edge) !== 'scope_info') continue;
    const slots = hidden(slot.from);
    const names = hidden(edgeTo[edge]!).filter((one) => snapshot.nodeType(edgeTo[one]!) === string);
    const name = slots.length === names.length ? names[slots.indexOf(slot.edge)] : undefined;
    return name === undefined ? undefined : snapshot.nodeName(edgeTo[name]!);
  }
  return undefined;
}

function collectionWords(snapshot: Snapshot, hop: Hop): string | undefined {
  if (hop.edges.length !== 2) return undefined;
  const holder = snapshot.nodeName(hop.from);
  if (holder === 'Set') return 'member of the Set';
  if (holder !== 'Map') return undefined;
  const key = keyOf(snapshot, hop.edges[1]!);
  return key === undefined ? 'entry of the Map' : `value of ${JSON.stringify(key)} in the Map`;
}

/** A Map's table has the key of a value in the slot before it; only texts can be told. */
function keyOf(snapshot: Snapshot, value: Hop['edges'][number]): string | undefined {
  const { firstEdge, edgeTo } = snapshot.columns;
  const slotOf = (edge: number): number => Number(snapshot.edgeName(edge));
  const slot = slotOf(value.edge);
  const first = firstEdge[value.from]!;
  const end = firstEdge[value.from + 1]!;
  if (!Number.isInteger(slot)) return undefined;
  let found = value.edge - 1;
  if (found < first || slotOf(found) !== slot - 1) {
    // V8 writes the slots in order. A key that is a small number has no edge, and in a table of many
    // thousands nobody wants to look for it.
    const inOrder = found >= first && slotOf(found) < slot && !(slotOf(value.edge + 1) <= slot);
    if (inOrder) return undefined;
    for (found = first; found < end && slotOf(found) !== slot - 1;) found++;
    if (found === end) return undefined;
  }
  const key = edgeTo[found]!;
  return snapshot.nodeType(key) === snapshot.types.string ? snapshot.nodeName(key) : undefined;
}

function quoted(name: string): string {
  return /^[\w$<>.# ]+$/.test(name) ? name : JSON.stringify(name);
}

/** `closure variable cache in handler (a.js:12:5)`: the closure that reaches a scope tells which it is. */
function variableWords(
  snapshot: Snapshot,
  places: Places,
  hop: Hop,
  variable: string | undefined,
): string {
  const words = variable === undefined ? 'a variable' : `variable ${variable}`;
  if (snapshot.nodeType(hop.from) !== snapshot.types.closure) return words;
  const location = places.location(hop.from);
  const name = snapshot.nodeName(hop.from) || '(anonymous)';
  const place = location ? ` (${location.file}:${location.line}:${location.column})` : '';
  return `${variable === undefined ? 'a closure variable' : `closure ${words}`} in ${name}${place}`;
}
