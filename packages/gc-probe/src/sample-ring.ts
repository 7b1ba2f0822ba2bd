import type { Sample } from './types.ts';

/** The least that a sample takes as text: so many places are enough for what the block can hold. */
const LEAST_BYTES = 64;

/**
 * The newest samples in fixed blocks of memory outside the heap, places included: samples kept as
 * objects would raise the very floor that they report, and so would one object for each place.
 */
export class SampleRing {
  readonly #bytes: Buffer;
  // Where the kept samples begin and end, pair by pair, in a ring of its own.
  readonly #places: Uint32Array;
  readonly #capacity: number;
  // Counts of samples ever written and ever forgotten; between the two are those kept.
  #written = 0;
  #forgotten = 0;
  #next = 0;

  constructor(bytes: number = 262_144) {
    this.#bytes = Buffer.alloc(bytes);
    this.#capacity = Math.max(1, Math.floor(bytes / LEAST_BYTES));
    this.#places = new Uint32Array(2 * this.#capacity);
  }

  add(sample: Sample): void {
    const text = JSON.stringify(sample);
    const size = Buffer.byteLength(text);
    if (size > this.#bytes.length) return;
    if (this.#next + size > this.#bytes.length) {
      // What lies behind the turning point is of the last round, and so older than all in front.
      while (this.#isFilled && this.#from(this.#forgotten) >= this.#next) this.#forgotten += 1;
      this.#next = 0;
    }
    const from = this.#next;
    const to = from + size;
    // Whatever the new one overwrites is gone; those are always the oldest.
    while (this.#isFilled && this.#from(this.#forgotten) < to && this.#to(this.#forgotten) > from) {
      this.#forgotten += 1;
    }
    if (this.#written - this.#forgotten === this.#capacity) this.#forgotten += 1;
    this.#bytes.write(text, from);
    const slot = 2 * (this.#written % this.#capacity);
    this.#places[slot] = from;
    this.#places[slot + 1] = to;
    this.#written += 1;
    this.#next = to;
  }

  /** Fresh copies, oldest first. */
  list(): Sample[] {
    const samples: Sample[] = [];
    for (let i = this.#forgotten; i < this.#written; i++) {
      const text = this.#bytes.toString('utf8', this.#from(i), this.#to(i));
      samples.push(JSON.parse(text) as Sample);
    }
    return samples;
  }

  get #isFilled(): boolean {
    return this.#forgotten < this.#written;
  }

  #from(index: number): number {
    return this.#places[2 * (index % this.#capacity)] as number;
  }

  #to(index: number): number {
    return this.#places[2 * (index % this.#capacity) + 1] as number;
  }
}
