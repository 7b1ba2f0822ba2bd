import { SnapshotError } from '../errors.ts';
import type { RecordPlan } from './record-plan.ts';
import type { ReadMemory } from './read-memory.ts';
import type { RecordReader } from './record-reader.ts';
import type { SectionReader } from './section.ts';
import { isSpace } from './white-space.ts';

/** Takes whole records of integers. `wide` holds, by index in `values`, what needs over 32 bits. */
export interface IntegerSink {
  /** Integers in one record. */
  readonly record: number;
  /** Let a minus pass: V8 gives -1 where it has no position. @default false */
  readonly signed?: boolean;
  take(
    values: Uint32Array,
    count: number,
    wide: ReadonlyMap<number, number>,
    /** Indexes of the values that had a minus; the value itself is without it. */
    negative: ReadonlySet<number>,
  ): void;
  /** How a kernel may read whole records; what it cannot read still comes through `take`. */
  readonly plan?: RecordPlan | undefined;
  /** The running sum of the plan, before the records to come. */
  readonly sum?: number;
  /** Of the plan, over the records so far. */
  readonly greatest?: number;
  /** Records to which the plan's divided indexes may lead. */
  readonly targets?: number;
  /** Takes what a kernel read. */
  takeColumns?(records: RecordReader): void;
}

/** Thrown by a sink: which integer of the batch is bad, so that the reader can find its byte. */
export class BadInteger extends Error {
  readonly index: number;
  constructor(index: number, message: string) {
    super(message);
    this.index = index;
  }
}

const BATCH = 16_384;
/** No integer of a valid snapshot has more digits; also the reach of the fast path's inner loop. */
const MAX_DIGITS = 20;

/** Records read here after one that the kernel could not read: it may not be alone. */
const PATIENCE = 16;

const FIRST = 0; // after '[': a value or ']'
const VALUE = 1; // after ',': a value
const DIGITS = 2; // inside a number
const AFTER = 3; // after a number: ',' or ']'

/**
 * Reads `[1,2,…]` into batches of integers. Works on any cut of the bytes into chunks and with any
 * white space: V8 up to 12.4 writes one record a line, later versions write no line breaks at all.
 */
export class IntegerArrayReader implements SectionReader {
  finished = false;
  readonly #sink: IntegerSink;
  readonly #values: Uint32Array;
  readonly #wide: Map<number, number> = new Map();
  readonly #negative: Set<number> = new Set();
  #count = 0;
  #state: number = -1;
  #digits = '';
  /** Where the values of this batch begin in the chunk at hand, and how many were carried over. */
  #batchFrom = 0;
  #carried = 0;
  readonly #memory: ReadMemory | undefined;
  #kernel: RecordReader | undefined;
  /** Integers to read before the kernel is asked again. */
  #patience = 0;

  /** @param memory - what the kernels work in; without it, everything is read here */
  constructor(sink: IntegerSink, memory?: ReadMemory) {
    this.#sink = sink;
    this.#memory = memory;
    this.#values = new Uint32Array(Math.ceil(BATCH / sink.record) * sink.record);
  }

  read(bytes: Uint8Array, from: number, end: number, base: number): number {
    this.#batchFrom = from;
    // A number whose last digit ended the chunk before is not counted yet, and has no byte here.
    const ended = this.#state === DIGITS && (bytes[from]! ^ 48) >= 10;
    this.#carried = this.#count + (ended ? 1 : 0);
    let at = from;
    const { plan } = this.#sink;
    if (plan && this.#memory) this.#kernel ??= this.#memory.records(plan, bytes, from);
    while (at < end && !this.finished) {
      if (this.#state === VALUE && end - at > MAX_DIGITS * 2) {
        if (this.#atRecord() && end - at > this.#kernel!.reach) {
          const next = this.#whole(bytes, at, end, base);
          if (next > at) {
            at = next;
            continue;
          }
        }
        const next = this.#fast(bytes, at, end, base);
        if (next > at) {
          at = next;
          continue;
        }
      }
      this.#slow(bytes[at]!, base + at);
      at++;
      if (this.#count === this.#values.length) this.#flush(bytes, base, at);
    }
    this.#flush(bytes, base, at);
    return at;
  }

  #atRecord(): boolean {
    return (
      this.#kernel !== undefined && this.#patience <= 0 && this.#count % this.#sink.record === 0
    );
  }

  /** Whole records, by the kernel; stops before the first that it does not know. */
  #whole(bytes: Uint8Array, from: number, end: number, base: number): number {
    const kernel = this.#kernel!;
    if (this.#count > 0) this.#flush(bytes, base, from);
    const at = kernel.read(bytes, from, end, this.#sink);
    if (kernel.count > 0) this.#sink.takeColumns!(kernel);
    else this.#patience = PATIENCE * this.#sink.record;
    this.#batchFrom = at;
    return at;
  }

  /** Numbers separated by a comma and at most one white space; stops before anything else. */
  #fast(bytes: Uint8Array, from: number, end: number, base: number): number {
    const values = this.#values;
    const limit = end - MAX_DIGITS * 2;
    const { record } = this.#sink;
    let count = this.#count;
    let at = from;
    // With a kernel only what it left: to the end of the record, and some records more.
    let left = this.#kernel ? Math.max(this.#patience, record - (count % record)) : Infinity;
    while (at < limit) {
      let next = at;
      let digit = bytes[next]! ^ 48;
      if (digit >= 10) {
        if (bytes[next]! > 32) break;
        digit = bytes[++next]! ^ 48;
        if (digit >= 10) break;
      }
      const start = next;
      if (digit === 0 && (bytes[next + 1]! ^ 48) < 10) break; // JSON has no 007
      let value = 0;
      do {
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++next]! ^ 48;
      } while (digit < 10); // the limit leaves more bytes than a number may have
      // Nine digits fit 32 bits for certain; the rest goes the exact way.
      if (next - start > 9) break;
      if (bytes[next] === 10) next++; // V8 before 13 ends a record's line in front of its comma
      if (bytes[next] !== 44) break;
      values[count++] = value;
      at = next + 1;
      if (count === values.length) {
        this.#count = count;
        this.#flush(bytes, base, at);
        count = this.#count;
      }
      if (--left === 0) break;
    }
    this.#patience = left;
    this.#count = count;
    return at;
  }

  #slow(byte: number, position: number): void {
    const isDigit = (byte ^ 48) < 10;
    if (this.#state === DIGITS) {
      if (isDigit) {
        if (this.#digits === '0') throw syntax('an integer that begins with 0', position);
        if (this.#digits.length === MAX_DIGITS)
          throw syntax('an integer with too many digits', position);
        this.#digits += String.fromCharCode(byte);
        return;
      }
      this.#push(Number(this.#digits));
      this.#digits = '';
      this.#state = AFTER;
    }
    if (isSpace(byte)) return;
    if (this.#state === -1) {
      if (byte !== 91) throw syntax(`${quote(byte)} instead of an array`, position);
      this.#state = FIRST;
    } else if (this.#state === AFTER) {
      if (byte === 44) this.#state = VALUE;
      else if (byte === 93) this.finished = true;
      else throw syntax(`${quote(byte)} after an integer, expected "," or "]"`, position);
    } else if (byte === 45 && this.#sink.signed && !this.#negative.has(this.#count)) {
      this.#negative.add(this.#count);
      this.#state = VALUE;
    } else if (isDigit) {
      this.#digits = String.fromCharCode(byte);
      this.#state = DIGITS;
    } else if (byte === 93 && this.#state === FIRST) {
      this.finished = true;
    } else {
      throw syntax(`${quote(byte)}, expected an unsigned integer`, position);
    }
  }

  #push(value: number): void {
    if (value > 0xffff_ffff) this.#wide.set(this.#count, value);
    this.#values[this.#count++] = value;
  }

  /** Hands over the whole records; what is left of a record that straddles chunks moves to the front. */
  #flush(bytes: Uint8Array, base: number, at: number): void {
    const { record } = this.#sink;
    const rest = this.#count % record;
    const whole = this.#count - rest;
    if (whole > 0) {
      try {
        this.#sink.take(this.#values, whole, this.#wide, this.#negative);
      } catch (error) {
        if (!(error instanceof BadInteger)) throw error;
        const position = base + this.#find(bytes, at, error.index - this.#carried);
        throw new SnapshotError('ERR_SNAPSHOT_RANGE', error.message, { position });
      }
      this.#values.copyWithin(0, whole, this.#count);
      // What is noted of the unfinished record keeps its place.
      const wide = [...this.#wide].filter(([index]) => index >= whole);
      this.#wide.clear();
      for (const [index, value] of wide) this.#wide.set(index - whole, value);
      const negative = [...this.#negative].filter((index) => index >= whole);
      this.#negative.clear();
      for (const index of negative) this.#negative.add(index - whole);
    }
    if (this.finished && rest !== 0) {
      throw new SnapshotError(
        'ERR_SNAPSHOT_COUNT',
        `the array ends inside a record: ${rest} of ${record} integers`,
        { position: base + at },
      );
    }
    if (whole > 0) {
      this.#carried = rest;
      this.#batchFrom = at;
    }
    this.#count = rest;
  }

  /** Byte (in this chunk) of the n-th integer of the batch that begins at `#batchFrom`. */
  #find(bytes: Uint8Array, end: number, index: number): number {
    let at = this.#batchFrom;
    let left = index;
    while (at < end) {
      while (at < end && (bytes[at]! ^ 48) >= 10) at++;
      if (left <= 0) return at;
      while (at < end && (bytes[at]! ^ 48) < 10) at++;
      left--;
    }
    return Math.min(at, end);
  }
}

function quote(byte: number): string {
  return byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`;
}

function syntax(what: string, position: number): SnapshotError {
  return new SnapshotError('ERR_SNAPSHOT_SYNTAX', `not valid JSON: ${what}`, { position });
}
