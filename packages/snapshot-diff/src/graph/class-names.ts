import {
  EDGE_NAME_MASK,
  EDGE_TYPE_SHIFT,
  NODE_NAME_MASK,
  NODE_TYPE_SHIFT,
  type Columns,
} from '../parse/columns.ts';
import type { ClassTable, RawClass } from './class-table.ts';
import type { Shape } from './interfaces.ts';
import { giveScratch, takeScratch } from './scratch.ts';
import type { TypeNumbers } from './types.ts';

const NONE = 0xffff_ffff;
const CACHE = 4096;

/** Names the class of every node by DevTools' rules, plain objects by their list of properties. */
export function classNames(columns: Columns, types: TypeNumbers): ClassTable {
  const { nodeCount, nodeWord, strings } = columns;
  const raw: RawClass[] = [];
  const byIdentity = new Map<string, number>();
  const intern = (identity: string, name: string, shape = -1): number => {
    let index = byIdentity.get(identity);
    if (index === undefined) {
      index = raw.push({ identity, name, shape, place: undefined }) - 1;
      byIdentity.set(identity, index);
    }
    return index;
  };
  const fixed = (name: string): number => intern(`fixed ${name}`, name);

  const named = new Map<number, number>();
  const byName = (name: number): number => {
    let index = named.get(name);
    if (index === undefined) {
      const text = strings.get(name);
      const short = shortenElement(text);
      index = short === undefined ? intern(`name ${name}`, text) : fixed(short);
      named.set(name, index);
    }
    return index;
  };
  const byType = columns.nodeTypes.map((type, number) => {
    if (number === types.object || number === types.native) return NONE;
    if (number === types.hidden) return fixed('(system)');
    if (number === types.code) return fixed('(compiled code)');
    if (number === types.closure) return fixed('Function');
    if (number === types.regexp) return fixed('RegExp');
    return fixed(`(${type})`);
  });

  const rawOf = takeScratch(nodeCount);
  const plain = new PlainObjects(columns, types);
  const objectName = strings.indexOf('Object');
  let lastName = -1;
  let lastClass = 0;
  for (let node = 0; node < nodeCount; node++) {
    const word = nodeWord[node]!;
    const type = word >>> NODE_TYPE_SHIFT;
    const name = word & NODE_NAME_MASK;
    if (byType[type] !== NONE) {
      rawOf[node] = byType[type]!;
    } else if (type === types.object && name === objectName) {
      rawOf[node] = internShape(plain.shapeOf(node));
    } else {
      if (name !== lastName) {
        lastName = name;
        lastClass = byName(name);
      }
      rawOf[node] = lastClass;
    }
  }
  function internShape(shape: number): number {
    const index = plain.classOf[shape];
    if (index !== undefined) return index;
    // The identity is the raw name's: an object that matches no interface is simply an `Object`.
    const created =
      raw.push({ identity: `name ${objectName}`, name: 'Object', shape, place: undefined }) - 1;
    plain.classOf[shape] = created;
    return created;
  }
  locate(columns, types, rawOf, raw);
  // Two bytes a node less, which a first snapshot keeps while the second is read.
  const narrow = raw.length <= 0xffff ? Uint16Array.from(rawOf) : rawOf;
  if (narrow !== rawOf) giveScratch(rawOf);
  return { raw, shapes: plain.shapes, plainObjects: plain.count, rawOf: narrow };
}

/** Splits classes of objects by where their constructor was defined. */
function locate(columns: Columns, types: TypeNumbers, rawOf: Uint32Array, raw: RawClass[]): void {
  const { ordinal, scriptId, line, column, length } = columns.locations;
  const located = new Map<string, number>();
  // Instances of one class follow each other: most lookups end in this small table.
  const cacheIndex = new Uint32Array(CACHE).fill(NONE);
  const cacheClass = new Uint32Array(CACHE);
  const cacheRaw = new Uint32Array(CACHE);
  for (let index = 0; index < length; index++) {
    const node = ordinal[index]!;
    if (columns.nodeWord[node]! >>> NODE_TYPE_SHIFT !== types.object) continue;
    const base = rawOf[node]!;
    if (raw[base]!.place) continue; // a node is located once
    const script = scriptId[index]!;
    const row = line[index]!;
    const at = column[index]!;
    const slot = (Math.imul(script, 31) + Math.imul(row, 7919) + at * 17 + base) & (CACHE - 1);
    const cached = cacheIndex[slot]!;
    if (
      cached !== NONE &&
      cacheClass[slot] === base &&
      scriptId[cached] === script &&
      line[cached] === row &&
      column[cached] === at
    ) {
      rawOf[node] = cacheRaw[slot]!;
      continue;
    }
    const key = `${script},${row},${at},${base}`;
    let found = located.get(key);
    if (found === undefined) {
      const { identity, name, shape } = raw[base]!;
      found =
        raw.push({ identity, name, shape, place: { scriptId: script, line: row, column: at } }) - 1;
      located.set(key, found);
    }
    rawOf[node] = found;
    cacheIndex[slot] = index;
    cacheClass[slot] = base;
    cacheRaw[slot] = found;
  }
}

/** `<div id="a">` belongs to class `<div>`. */
function shortenElement(name: string): string | undefined {
  const from = name.startsWith('<') ? 0 : name.startsWith('Detached <') ? 10 : -1;
  if (from < 0) return undefined;
  const space = name.indexOf(' ', from);
  return space < 0 ? name : `${name.slice(0, space)}>`;
}

/** Groups plain objects by their list of property names. */
class PlainObjects {
  readonly shapes: Shape[] = [];
  /** Raw class by shape, filled by the caller. */
  readonly classOf: number[] = [];
  count = 0;
  readonly #columns: Columns;
  readonly #propertyEdge: number;
  /** Shapes by a hash of their names. */
  readonly #known: Map<number, number[]> = new Map();
  readonly #names: Uint32Array[] = [];
  #found = new Uint32Array(64);

  constructor(columns: Columns, types: TypeNumbers) {
    this.#columns = columns;
    this.#propertyEdge = types.propertyEdge;
  }

  shapeOf(node: number): number {
    const { firstEdge, edgeWord, strings } = this.#columns;
    this.count++;
    const end = firstEdge[node + 1]!;
    if (this.#found.length < end - firstEdge[node]!) {
      this.#found = new Uint32Array((end - firstEdge[node]!) * 2);
    }
    const names = this.#found;
    let count = 0;
    let hash = 0;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      const word = edgeWord[edge]!;
      if (word >>> EDGE_TYPE_SHIFT !== this.#propertyEdge) continue;
      const name = word & EDGE_NAME_MASK;
      names[count++] = name;
      hash = Math.imul(hash ^ name, 0x0100_0193); // FNV, a word at a time
    }
    const alike = this.#known.get(hash);
    let shape = alike?.find((candidate) => this.#isOf(candidate, names, count));
    if (shape === undefined) {
      const own = names.slice(0, count);
      const properties = Array.from(own, (name) => strings.get(name));
      shape = this.shapes.push({ properties, count: 0 }) - 1;
      this.#names.push(own);
      if (alike) alike.push(shape);
      else this.#known.set(hash, [shape]);
    }
    this.shapes[shape]!.count++;
    return shape;
  }

  #isOf(shape: number, names: Uint32Array, count: number): boolean {
    const own = this.#names[shape]!;
    if (own.length !== count) return false;
    for (let index = 0; index < count; index++) if (own[index] !== names[index]) return false;
    return true;
  }
}
