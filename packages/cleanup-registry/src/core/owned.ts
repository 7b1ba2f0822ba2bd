import { addMethod, asyncDisposeSymbol, disposeSymbol } from '../symbols.ts';
import type { Handle } from '../types.ts';
import type { OwnedNode, SlotFields } from './shapes.ts';

/**
 * One owned resource: what its scope keeps of it and the handle given to the user in one object of three fields
 * (48 bytes), so that ownership costs one allocation and removal needs no search.
 * `declare` because initialised class fields would write each field twice.
 */
export class Owned implements Handle, OwnedNode {
  declare resource: unknown;
  declare slot: SlotFields;
  declare index: number;
  declare [Symbol.dispose]: () => void;
  declare [Symbol.asyncDispose]: () => Promise<void>;

  constructor(resource: unknown, slot: SlotFields, index: number) {
    this.resource = resource;
    this.slot = slot;
    this.index = index;
  }

  get kind(): string {
    return this.slot.kind.kind;
  }

  get name(): string | undefined {
    try {
      return this.slot.name ?? this.slot.kind.describe?.(this.resource);
    } catch {
      // A name is not worth the disposal of the others.
      return undefined;
    }
  }

  get live(): boolean {
    return this.slot.scope.nodes[this.index] === this;
  }
}

addMethod(Owned.prototype, disposeSymbol, function dispose() {
  this.slot.scope.releaseNow(this);
});

addMethod(Owned.prototype, asyncDisposeSymbol, function disposeAsync() {
  return this.slot.scope.release(this);
});
