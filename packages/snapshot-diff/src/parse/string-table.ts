export interface StringParts {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  /** Strings of the file. */
  readonly length: number;
  /** Strings that came later. */
  readonly added: readonly string[];
}

const RECENT = 1024;
/** Characters of a string that is worth keeping. */
const LONGEST = 64;

/**
 * The snapshot's strings, kept as the bytes of the file and decoded one by one when asked for.
 * A snapshot of 1 GB so costs no JS string of its size (the limit is 512 Mi characters).
 */
export class StringTable {
  /** Strings of the file; `add` does not change it. */
  readonly length: number;
  readonly #added: string[];
  readonly #bytes: Buffer;
  /** `#offsets[i]` to `#offsets[i + 1]` are the still escaped bytes of string i. */
  readonly #offsets: Uint32Array;
  /** The last ones decoded, by the end of their index: paths and classes ask for few names very often. */
  readonly #recent: (string | undefined)[] = [];
  readonly #recentIndex = new Int32Array(RECENT).fill(-1);

  constructor({ bytes, offsets, length, added }: StringParts) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#offsets = offsets;
    this.length = length;
    this.#added = [...added];
  }

  /** Plain data from which an equal table can be made. */
  parts(): StringParts {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return {
      bytes: new Uint8Array(buffer, byteOffset, byteLength),
      offsets: this.#offsets,
      length: this.length,
      added: this.#added,
    };
  }

  get(index: number): string {
    if (index >= this.length) return this.#added[index - this.length]!;
    const slot = index & (RECENT - 1);
    if (this.#recentIndex[slot] === index) return this.#recent[slot]!;
    const text = this.#decode(index);
    if (text.length <= LONGEST) {
      this.#recentIndex[slot] = index;
      this.#recent[slot] = text;
    }
    return text;
  }

  #decode(index: number): string {
    const from = this.#offsets[index]!;
    const to = this.#offsets[index + 1]!;
    const raw = this.#bytes.toString('utf8', from, to);
    return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
  }

  /** Appends a string that the file does not have; never shared with an equal one. */
  add(text: string): number {
    return this.length + this.#added.push(text) - 1;
  }

  /** The index of the first string with this text, or -1. Linear; for the few names a pass looks for. */
  indexOf(text: string): number {
    const wanted = Buffer.from(JSON.stringify(text).slice(1, -1));
    for (let index = 0; index < this.length; index++) {
      const from = this.#offsets[index]!;
      if (this.#offsets[index + 1]! - from !== wanted.length) continue;
      if (this.#bytes.compare(wanted, 0, wanted.length, from, from + wanted.length) === 0)
        return index;
    }
    return -1;
  }

  /** Length in bytes, escapes included. */
  byteLength(index: number): number {
    return this.#offsets[index + 1]! - this.#offsets[index]!;
  }

  /** First byte, or 0 of an empty string: a cheap test before decoding. */
  firstByte(index: number): number {
    const from = this.#offsets[index]!;
    return from < this.#offsets[index + 1]! ? this.#bytes[from]! : 0;
  }
}
