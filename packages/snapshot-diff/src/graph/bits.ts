/** A fixed-size set of small integers, one bit each. */
export class Bits {
  /** Bit `index & 31` of word `index >>> 5`: for loops in which a call would cost too much. */
  readonly words: Uint32Array;

  constructor(size: number) {
    this.words = new Uint32Array((size + 31) >>> 5);
  }

  add(index: number): void {
    this.words[index >>> 5]! |= 1 << (index & 31);
  }

  has(index: number): boolean {
    return (this.words[index >>> 5]! & (1 << (index & 31))) !== 0;
  }
}
