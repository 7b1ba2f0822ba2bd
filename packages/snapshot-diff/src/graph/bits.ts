/** A fixed-size set of small integers, one bit each. */
export class Bits {
  /** Bit `index & 31` of word `index >>> 5`: for loops in which a call would cost too much. */
  readonly words: Uint32Array;

  /** @param size - or the words of another set */
  constructor(size: number | Uint32Array) {
    this.words = typeof size === 'number' ? new Uint32Array((size + 31) >>> 5) : size;
  }

  add(index: number): void {
    this.words[index >>> 5]! |= 1 << (index & 31);
  }

  has(index: number): boolean {
    return (this.words[index >>> 5]! & (1 << (index & 31))) !== 0;
  }
}
