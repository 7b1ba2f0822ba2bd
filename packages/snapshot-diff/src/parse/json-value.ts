import { SnapshotError } from '../errors.ts';
import type { SectionReader } from './section.ts';

/**
 * Walks over one JSON object or array, keeping its text only when asked to.
 * For the small `snapshot` header, and for sections that this version does not know.
 */
export class JsonValueReader implements SectionReader {
  finished = false;
  readonly #parts: Uint8Array[] = [];
  readonly #limit: number;
  readonly #isOptional: boolean;
  #kept = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /**
   * @param limit - bytes to keep at most; 0 keeps nothing
   * @param isOptional - drop what is over the limit, instead of an error
   */
  constructor(limit: number, isOptional = false) {
    this.#limit = limit;
    this.#isOptional = isOptional;
  }

  read(bytes: Uint8Array, from: number, end: number, base: number): number {
    let at = from;
    while (at < end && !this.finished) {
      const byte = bytes[at]!;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === 92) this.#escaped = true;
        else if (byte === 34) this.#inString = false;
        else if (byte < 32) throw controlCharacter(base + at);
      } else if (this.#depth === 0 && (byte === 44 || byte === 125)) {
        this.finished = true; // a bare number or word: its end belongs to the object around it
        break;
      } else if (byte === 34) this.#inString = true;
      else if (byte === 123 || byte === 91) this.#depth++;
      else if (byte === 125 || byte === 93) this.#depth--;
      at++;
      if (this.#depth === 0 && !this.#inString && (byte === 34 || byte === 125 || byte === 93)) {
        this.finished = true;
      }
    }
    if (this.#limit > 0) {
      this.#kept += at - from;
      if (this.#kept > this.#limit) {
        this.#parts.length = 0;
        if (this.#isOptional) return at;
        throw new SnapshotError(
          'ERR_SNAPSHOT_NOT_A_SNAPSHOT',
          `the "snapshot" header is over ${this.#limit} bytes long`,
          { position: base + at },
        );
      }
      this.#parts.push(Buffer.from(bytes.subarray(from, at))); // a copy: the chunk is reused
    }
    return at;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }
}

function controlCharacter(position: number): SnapshotError {
  return new SnapshotError(
    'ERR_SNAPSHOT_SYNTAX',
    'not valid JSON: a control character inside a string',
    { position },
  );
}
