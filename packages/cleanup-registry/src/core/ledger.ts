import type { OwnedNode } from './shapes.ts';

/** So many holes are left alone; beyond, the nodes close up when half of the places are holes. */
const HOLES = 32;

/**
 * What a scope owns, in the order of registration. An array and not a linked list: a node has three fields, and
 * disposal from the end writes nothing but the length. What is taken out early leaves a hole, and the nodes close
 * up when half are holes, so that each removal takes constant time on average.
 */
export class Ledger {
  readonly nodes: (OwnedNode | undefined)[] = [];
  #holes = 0;
  /** From this place on all were born at this time: one pair for a burst, where a field would be one for each. */
  lastFrom = -1;
  lastBirth = -1;
  /** The pairs before the last. */
  readonly #births: number[] = [];

  get size(): number {
    return this.nodes.length - this.#holes;
  }

  push(node: OwnedNode, birth: number): void {
    const index = this.nodes.length;
    if (birth !== this.lastBirth || index < this.lastFrom) this.mark(index, birth);
    node.index = index;
    this.nodes.push(node);
  }

  /** To be called before a node is put at the end, when the last pair does not hold for it. */
  mark(index: number, birth: number): void {
    this.birthBelow(index);
    if (birth === this.lastBirth) return;
    if (this.lastFrom >= 0) this.#births.push(this.lastFrom, this.lastBirth);
    this.lastFrom = index;
    this.lastBirth = birth;
  }

  /** When the last of those below a place was born; the births of those above are forgotten. */
  birthBelow(index: number): number {
    while (this.lastFrom >= index) {
      this.lastBirth = this.#births.pop() ?? -1;
      this.lastFrom = this.#births.pop() ?? -1;
    }
    return this.lastBirth;
  }

  birthOf({ index, slot }: OwnedNode): number {
    if (slot.running) return slot.running.born;
    if (index >= this.lastFrom) return this.lastBirth;
    const births = this.#births;
    let low = 0;
    let high = births.length / 2;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (births[middle * 2]! <= index) low = middle;
      else high = middle;
    }
    return births[low * 2 + 1]!;
  }

  /** Leaves a hole where the node is. */
  cut({ index }: OwnedNode): void {
    this.nodes[index] = undefined;
    this.#holes += 1;
    if (!this.last() || this.#holes < HOLES || this.#holes * 2 < this.nodes.length) return;
    const kept = this.nodes.filter((node) => node !== undefined);
    const births = kept.map((node) => this.birthOf(node));
    this.nodes.length = 0;
    this.#holes = 0;
    for (const [place, node] of kept.entries()) this.push(node, births[place]!);
  }

  /** The newest; holes above it go. */
  last(): OwnedNode | undefined {
    const { nodes } = this;
    while (nodes.length > 0) {
      const node = nodes[nodes.length - 1];
      if (node) return node;
      nodes.pop();
      this.#holes -= 1;
    }
    return undefined;
  }
}
