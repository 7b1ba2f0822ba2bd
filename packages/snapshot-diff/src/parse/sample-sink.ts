import { grown } from './growable.ts';
import type { IntegerSink } from './integer-array.ts';
import type { Layout } from './layout.ts';

/** Samples of an allocation timeline: at this time, ids up to that one existed. */
export class SampleSink implements IntegerSink {
  readonly record: number;
  readonly #layout: Layout;
  #count = 0;
  #timestamp = new Float64Array(16);
  #lastAssignedId = new Uint32Array(16);

  constructor(layout: Layout) {
    this.#layout = layout;
    this.record = Math.max(1, layout.sample.fields);
  }

  take(values: Uint32Array, total: number, wide: ReadonlyMap<number, number>): void {
    const { fields, timestamp, lastAssignedId } = this.#layout.sample;
    if (timestamp < 0 || lastAssignedId < 0) return;
    const needed = this.#count + total / fields;
    this.#timestamp = grown(this.#timestamp, needed);
    this.#lastAssignedId = grown(this.#lastAssignedId, needed);
    for (let from = 0; from < total; from += fields) {
      // Microseconds pass 32 bits after 71 minutes.
      this.#timestamp[this.#count] = wide.get(from + timestamp) ?? values[from + timestamp]!;
      this.#lastAssignedId[this.#count++] = values[from + lastAssignedId]!;
    }
  }

  columns(): { timestamp: Float64Array; lastAssignedId: Uint32Array } {
    return {
      timestamp: this.#timestamp.slice(0, this.#count),
      lastAssignedId: this.#lastAssignedId.slice(0, this.#count),
    };
  }
}
