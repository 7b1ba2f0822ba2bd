import { addMethod, asyncDisposeSymbol, disposeSymbol } from '../symbols.ts';
import type { Handle } from '../types.ts';
import { Owned } from './owned.ts';

/** What the user holds in place of the node itself, which the registry holds too and which is never collected. */
export class WatchedHandle implements Handle {
  readonly #node: Owned;
  declare [Symbol.dispose]: () => void;
  declare [Symbol.asyncDispose]: () => Promise<void>;

  constructor(node: Owned) {
    this.#node = node;
  }

  get kind(): string {
    return this.#node.kind;
  }

  get name(): string | undefined {
    return this.#node.name;
  }

  get live(): boolean {
    return this.#node.live;
  }

  /** The node behind a handle of either sort. */
  static nodeOf(value: unknown): Owned | undefined {
    if (value instanceof Owned) return value;
    return value instanceof WatchedHandle ? value.#node : undefined;
  }
}

addMethod(WatchedHandle.prototype, disposeSymbol, function dispose() {
  WatchedHandle.nodeOf(this)![disposeSymbol]();
});

addMethod(WatchedHandle.prototype, asyncDisposeSymbol, function disposeAsync() {
  return WatchedHandle.nodeOf(this)![asyncDisposeSymbol]();
});
