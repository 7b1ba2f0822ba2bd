/** Finds a node by its id: open addressing in one typed array, no object per node. */
export class IdIndex {
  readonly #ids: Uint32Array;
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor(ids: Uint32Array) {
    this.#ids = ids;
    let size = 16;
    while (size < ids.length * 2) size *= 2;
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
    for (let node = 0; node < ids.length; node++) {
      let slot = this.#start(ids[node]!);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = node + 1;
    }
  }

  /** @returns the ordinal, or -1 */
  get(id: number): number {
    let slot = this.#start(id);
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#ids[entry - 1] === id) return entry - 1;
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }

  /**
   * Ids come in runs, in steps of two: four neighbours stay neighbours, which keeps the cache warm, and
   * the fours are scattered, so that an id that is not there is not looked for along a whole run.
   */
  #start(id: number): number {
    return ((Math.imul(id >>> 3, 0x9e37_79b1) << 2) | ((id >>> 1) & 3)) & this.#mask;
  }
}
