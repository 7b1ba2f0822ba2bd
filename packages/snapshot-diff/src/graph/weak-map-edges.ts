import type { StringTable } from '../parse/string-table.ts';

/** A WeakMap's value hangs on two edges with one text: from the table, and from the key. */
export interface WeakMapEdge {
  /** Node id of the WeakMap's table. */
  readonly table: number;
  /** Equal for the two edges of a pair. */
  readonly pair: string;
}

const PATTERN =
  /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/;

/** A name that is not of this kind. */
export const OTHER_NAME = 1;
const PAIR = 2;

/** Recognises the names that V8 gives to the two edges of a WeakMap entry. */
export class WeakMapEdgeNames {
  readonly #strings: StringTable;
  /** By string index: 0 not seen yet, or one of the two below. For loops, before a call of `get`. */
  readonly known: Uint8Array;
  readonly #edges: Map<number, WeakMapEdge> = new Map();

  constructor(strings: StringTable) {
    this.#strings = strings;
    this.known = new Uint8Array(strings.length);
  }

  /** @param name - string index of the name of an internal edge */
  get(name: number): WeakMapEdge | undefined {
    const known = this.known[name];
    if (known === OTHER_NAME) return undefined;
    if (known === PAIR) return this.#edges.get(name);
    const match = this.#parse(name);
    this.known[name] = match ? PAIR : OTHER_NAME;
    if (match) this.#edges.set(name, match);
    return match;
  }

  #parse(name: number): WeakMapEdge | undefined {
    // Most internal edges are called "map", "elements", …: no digit in front, no decoding.
    if ((this.#strings.firstByte(name) ^ 48) >= 10 || this.#strings.byteLength(name) < 40) {
      return undefined;
    }
    const match = PATTERN.exec(this.#strings.get(name));
    return match ? { table: Number.parseInt(match[2]!, 10), pair: match[1]! } : undefined;
  }
}
