import { isUtf8 } from 'node:buffer';
import { SnapshotError } from '../errors.ts';
import { grown } from './growable.ts';
import type { ReadMemory } from './read-memory.ts';
import type { SectionReader } from './section.ts';
import type { StringReader } from './string-reader.ts';
import { StringTable } from './string-table.ts';
import { isSpace } from './white-space.ts';

const OUTSIDE = 0; // before '['
const FIRST = 1; // a string or ']'
const NEXT = 2; // a string
const INSIDE = 3;
const ESCAPE = 4; // after a backslash
const HEX = 5; // in \uXXXX
const AFTER = 6; // ',' or ']'
const SIMPLE_ESCAPES = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)));

/** Reads `["a","b",…]` into one block of bytes and an offset per string. */
export class StringArrayReader implements SectionReader {
  finished = false;
  #state = OUTSIDE;
  #hex = 0;
  #bytes: Uint8Array;
  #used = 0;
  #offsets = new Uint32Array(65_536);
  #count = 0;
  readonly #fixed: boolean;
  readonly #memory: ReadMemory | undefined;
  #kernel: StringReader | undefined;

  /**
   * @param bytesLeft - how much of the file is left, if known: then nothing is ever copied to grow
   * @param memory - what the kernel works in; without it, everything is read here
   */
  constructor(bytesLeft?: number, memory?: ReadMemory) {
    this.#fixed = bytesLeft !== undefined;
    this.#memory = memory;
    this.#bytes = new Uint8Array(bytesLeft ?? 1 << 20);
  }

  read(bytes: Uint8Array, from: number, end: number, base: number): number {
    let at = from;
    this.#kernel ??= this.#memory?.strings(bytes, from);
    while (at < end && !this.finished) {
      const byte = bytes[at]!;
      switch (this.#state) {
        case NEXT:
          if (this.#kernel) at = this.#whole(bytes, at, end, base);
          if (at >= end) continue;
          if (!isSpace(bytes[at]!)) this.#between(bytes[at]!, base + at);
          break;
        case INSIDE: {
          let next = at;
          while (next < end && bytes[next] !== 34 && bytes[next] !== 92 && bytes[next]! > 31)
            next++;
          if (next < end) {
            if (bytes[next] === 92) this.#state = ESCAPE;
            else if (bytes[next] === 34) this.#state = AFTER;
            else throw syntax(`byte ${bytes[next]} inside a string`, base + next);
          }
          const closing = this.#state === AFTER;
          this.#keep(bytes, at, closing || next >= end ? next : next + 1, base);
          if (closing) this.#close(base + next);
          at = next + 1;
          if (next >= end) at = end;
          continue;
        }
        case ESCAPE:
          if (byte === 117) {
            this.#state = HEX;
            this.#hex = 4;
          } else if (SIMPLE_ESCAPES.has(byte)) this.#state = INSIDE;
          else throw syntax('an unknown escape in a string', base + at);
          this.#keep(bytes, at, at + 1, base);
          break;
        case HEX:
          if (!((byte ^ 48) < 10 || ((byte | 32) >= 97 && (byte | 32) <= 102))) {
            throw syntax('a \\u escape without four hex digits', base + at);
          }
          this.#keep(bytes, at, at + 1, base);
          if (--this.#hex === 0) this.#state = INSIDE;
          break;
        default:
          if (!isSpace(byte)) this.#between(byte, base + at);
      }
      at++;
    }
    return at;
  }

  /** Whole strings, by the kernel; stops in front of the first that it does not know. */
  #whole(bytes: Uint8Array, from: number, end: number, base: number): number {
    const kernel = this.#kernel!;
    if (this.#used > 0xffff_ffff - (end - from)) return from; // the ends must fit 32 bits
    const at = kernel.read(bytes, from, end, this.#used);
    this.#reserve(kernel.bytes.length, base + from);
    this.#bytes.set(kernel.bytes, this.#used);
    this.#used += kernel.bytes.length;
    this.#offsets = grown(this.#offsets, this.#count + 1 + kernel.count);
    this.#offsets.set(kernel.ends, this.#count + 1);
    this.#count += kernel.count;
    return at;
  }

  #between(byte: number, position: number): void {
    if (this.#state === OUTSIDE && byte === 91) this.#state = FIRST;
    else if (this.#state === AFTER && byte === 44) this.#state = NEXT;
    else if (byte === 93 && (this.#state === AFTER || this.#state === FIRST)) this.finished = true;
    else if (byte === 34 && (this.#state === FIRST || this.#state === NEXT)) this.#state = INSIDE;
    else throw syntax('an unexpected character between strings', position);
  }

  #keep(bytes: Uint8Array, from: number, to: number, base: number): void {
    const needed = this.#reserve(to - from, base + from);
    if (to - from < 32) {
      for (let at = from; at < to; at++) this.#bytes[this.#used++] = bytes[at]!;
    } else {
      this.#bytes.set(bytes.subarray(from, to), this.#used);
      this.#used = needed;
    }
  }

  /** Makes room for so many bytes more. @returns bytes used then */
  #reserve(more: number, position: number): number {
    const needed = this.#used + more;
    if (needed > this.#bytes.length) this.#grow(needed, position);
    return needed;
  }

  #grow(needed: number, position: number): void {
    const size = Math.min(0xffff_ffff, Math.max(needed, this.#bytes.length * 2));
    if (needed > size) {
      throw new SnapshotError('ERR_SNAPSHOT_TOO_LARGE', 'over 4 GiB of strings', { position });
    }
    const larger = new Uint8Array(size);
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }

  #close(position: number): void {
    this.#offsets = grown(this.#offsets, this.#count + 2);
    if (this.#used > 0xffff_ffff) {
      throw new SnapshotError('ERR_SNAPSHOT_TOO_LARGE', 'over 4 GiB of strings', { position });
    }
    this.#offsets[++this.#count] = this.#used;
  }

  /** @param from - file position where the section began, for the error */
  table(from: number): StringTable {
    const used = this.#bytes.subarray(0, this.#used);
    if (!isUtf8(used)) {
      throw new SnapshotError('ERR_SNAPSHOT_UTF8', 'the strings are not valid UTF-8', {
        position: from,
      });
    }
    // A block sized by the rest of the file fits to within the quotes and commas: not worth a copy.
    const bytes = this.#fixed ? used : used.slice();
    const offsets = this.#offsets.slice(0, this.#count + 1);
    return new StringTable({ bytes, offsets, length: this.#count, added: [] });
  }
}

function syntax(what: string, position: number): SnapshotError {
  return new SnapshotError('ERR_SNAPSHOT_SYNTAX', `not valid JSON: ${what}`, { position });
}
