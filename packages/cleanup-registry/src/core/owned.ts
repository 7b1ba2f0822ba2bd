import { addMethod, asyncDisposeSymbol, disposeSymbol } from '../symbols.ts';
import type { Handle } from '../types.ts';
import type { OwnedNode, SlotFields } from './shapes.ts';

/**
 * One owned resource: a node of its scope's list and the handle given to the user in one object of five fields
 * (64 bytes), so that ownership costs one allocation and removal needs no search.
 * `declare` because initialised class fields would write each field twice.
 */
export class Owned implements Handle, OwnedNode {
  declare prev: OwnedNode;
  declare next: OwnedNode;
  declare resource: unknown;
  declare slot: SlotFields;
  /** Registration time on the clock of core/clock.ts: a small integer, so it needs no heap number. */
  declare born: number;
  declare [Symbol.dispose]: () => void;
  declare [Symbol.asyncDispose]: () => Promise<void>;

  /** With no neighbours given it is alone: a sentinel, or a node outside any list. */
  constructor(
    resource: unknown,
    slot: SlotFields,
    born: number,
    prev?: OwnedNode,
    next?: OwnedNode,
  ) {
    this.prev = prev ?? this;
    this.next = next ?? this;
    this.resource = resource;
    this.slot = slot;
    this.born = born;
  }

  get kind(): string {
    return this.slot.kind.kind;
  }

  get name(): string | undefined {
    return this.slot.name ?? this.slot.kind.describe?.(this.resource);
  }

  /** A node outside a list points at itself. */
  get live(): boolean {
    return this.next !== this;
  }
}

addMethod(Owned.prototype, disposeSymbol, function dispose() {
  this.slot.scope.releaseNow(this);
});

addMethod(Owned.prototype, asyncDisposeSymbol, function disposeAsync() {
  return this.slot.scope.release(this);
});

/** Puts a node at the end of the circular list whose sentinel is `end`. */
export function linkLast(end: OwnedNode, node: OwnedNode): void {
  const last = end.prev;
  node.prev = last;
  node.next = end;
  last.next = node;
  end.prev = node;
}

/** Takes a node out of whichever list it is in. */
export function unlink(node: OwnedNode): void {
  node.prev.next = node.next;
  node.next.prev = node.prev;
  node.prev = node;
  node.next = node;
}
