import type { Sample } from './types.ts';

/**
 * The newest samples in a fixed block of memory outside the heap: samples kept as objects would
 * raise the very floor that they report.
 */
export class SampleRing {
  readonly #bytes: Buffer;
  // Places of the kept samples, oldest first. Free space lies after the newest.
  readonly #places: { from: number; to: number }[] = [];
  #next = 0;

  constructor(bytes: number = 262_144) {
    this.#bytes = Buffer.alloc(bytes);
  }

  add(sample: Sample): void {
    const text = JSON.stringify(sample);
    const size = Buffer.byteLength(text);
    if (size > this.#bytes.length) return;
    if (this.#next + size > this.#bytes.length) {
      // What lies behind the turning point is of the last round, and so older than all in front.
      while (this.#places[0] && this.#places[0].from >= this.#next) this.#places.shift();
      this.#next = 0;
    }
    const from = this.#next;
    const to = from + size;
    // Whatever the new one overwrites is gone; those are always the oldest.
    while (this.#places[0] && this.#places[0].from < to && this.#places[0].to > from) {
      this.#places.shift();
    }
    this.#bytes.write(text, from);
    this.#places.push({ from, to });
    this.#next = to;
  }

  /** Fresh copies, oldest first. */
  list(): Sample[] {
    return this.#places.map(
      ({ from, to }) => JSON.parse(this.#bytes.toString('utf8', from, to)) as Sample,
    );
  }
}
