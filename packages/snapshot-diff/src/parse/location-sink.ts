import type { LocationColumns } from './columns.ts';
import { grown } from './growable.ts';
import { BadInteger, type IntegerSink } from './integer-array.ts';
import type { Layout } from './layout.ts';
import type { RecordPlan } from './record-plan.ts';
import type { RecordReader } from './record-reader.ts';

/** Splits location records into columns. */
export class LocationSink implements IntegerSink {
  readonly record: number;
  readonly signed = true;
  readonly plan: RecordPlan | undefined;
  readonly #nowhere: Set<number> = new Set();
  readonly #layout: Layout;
  readonly #nodeCount: number;
  #count = 0;
  #ordinal: Uint32Array;
  #scriptId: Uint32Array;
  #line: Uint32Array;
  #column: Uint32Array;

  /** @param room - locations at most, as far as can be told: pages never written to cost nothing */
  constructor(layout: Layout, nodeCount: number, room: number) {
    this.#ordinal = new Uint32Array(room);
    this.#scriptId = new Uint32Array(room);
    this.#line = new Uint32Array(room);
    this.#column = new Uint32Array(room);
    this.#layout = layout;
    this.#nodeCount = nodeCount;
    this.record = Math.max(1, layout.location.fields);
    const { fields, object, scriptId, line, column } = layout.location;
    if (this.#isKnown()) {
      this.plan = {
        fields,
        below: [],
        columns: [
          { field: object, divisor: layout.node.fields },
          { field: scriptId },
          { field: line },
          { field: column },
        ],
      };
    }
  }

  get targets(): number {
    return this.#nodeCount;
  }

  /** False for a layout that this version does not know: then there are no locations. */
  #isKnown(): boolean {
    const { object, scriptId, line, column } = this.#layout.location;
    return Math.min(object, scriptId, line, column) >= 0;
  }

  takeColumns({ columns: [ordinal, scriptId, line, column], count }: RecordReader): void {
    this.#reserve(this.#count + count);
    this.#ordinal.set(ordinal!.subarray(0, count), this.#count);
    this.#scriptId.set(scriptId!.subarray(0, count), this.#count);
    this.#line.set(line!.subarray(0, count), this.#count);
    this.#column.set(column!.subarray(0, count), this.#count);
    this.#count += count;
  }

  #reserve(needed: number): void {
    this.#ordinal = grown(this.#ordinal, needed);
    this.#scriptId = grown(this.#scriptId, needed);
    this.#line = grown(this.#line, needed);
    this.#column = grown(this.#column, needed);
  }

  take(
    values: Uint32Array,
    total: number,
    wide: ReadonlyMap<number, number>,
    negative: ReadonlySet<number>,
  ): void {
    const { fields, object, scriptId, line, column } = this.#layout.location;
    if (!this.#isKnown()) return;
    for (const [index, value] of wide) {
      throw new BadInteger(index, `a location holds ${value}, over 32 bits`);
    }
    this.#reserve(this.#count + total / fields);
    for (const index of negative) this.#nowhere.add(this.#count + Math.floor(index / fields));
    const nodeFields = this.#layout.node.fields;
    for (let from = 0; from < total; from += fields) {
      const index = values[from + object]!;
      const ordinal = index / nodeFields;
      if (!Number.isInteger(ordinal) || ordinal >= this.#nodeCount) {
        throw new BadInteger(from + object, `location of ${index}, which is no node`);
      }
      this.#ordinal[this.#count] = ordinal;
      this.#scriptId[this.#count] = values[from + scriptId]!;
      this.#line[this.#count] = values[from + line]!;
      this.#column[this.#count++] = values[from + column]!;
    }
  }

  columns(): LocationColumns {
    const length = this.#count;
    return {
      length,
      ordinal: cut(this.#ordinal, length),
      scriptId: cut(this.#scriptId, length),
      line: cut(this.#line, length),
      column: cut(this.#column, length),
      nowhere: this.#nowhere,
    };
  }
}

/** A copy only where most of the room was for nothing. */
function cut(array: Uint32Array, length: number): Uint32Array {
  return length * 2 > array.length ? array.subarray(0, length) : array.slice(0, length);
}
