import { asyncDisposeSymbol } from '../symbols.ts';
import { Failures } from './failures.ts';
import { adjustPrototype } from './new-target.ts';
import { asyncResource, requireCallable } from './resources.ts';
import type { Resource } from './resources.ts';
import type { AsyncDisposableStackConstructor } from './types.ts';

/** ECMA-262 27.4. */
class OwnAsyncDisposableStack {
  /** [[DisposeCapability]]; undefined once [[AsyncDisposableState]] is disposed. */
  #resources: Resource[] | undefined = [];

  constructor() {
    adjustPrototype(this, new.target, 'AsyncDisposableStack', OwnAsyncDisposableStack.prototype);
  }

  get disposed(): boolean {
    return this.#resources === undefined;
  }

  disposeAsync(): Promise<void> {
    return OwnAsyncDisposableStack.#dispose(this);
  }

  use(value: unknown): unknown {
    const resources = this.#pending();
    resources.push(asyncResource(value));
    return value;
  }

  adopt(value: unknown, onDisposeAsync: (value: unknown) => unknown): unknown {
    const resources = this.#pending();
    requireCallable(onDisposeAsync);
    const method = (): unknown => onDisposeAsync(value);
    resources.push({ value: undefined, method });
    return value;
  }

  defer(onDisposeAsync: () => unknown): void {
    const resources = this.#pending();
    requireCallable(onDisposeAsync);
    resources.push({ value: undefined, method: onDisposeAsync });
  }

  move(): OwnAsyncDisposableStack {
    const resources = this.#pending();
    const moved = new OwnAsyncDisposableStack();
    moved.#resources = resources;
    this.#resources = undefined;
    return moved;
  }

  #pending(): Resource[] {
    if (!this.#resources) throw new ReferenceError('the AsyncDisposableStack is already disposed');
    return this.#resources;
  }

  /** An async function, so that a wrong `this` rejects; and not the method itself, which must be plain. */
  static async #dispose(stack: OwnAsyncDisposableStack): Promise<void> {
    const resources = stack.#resources;
    if (!resources) return;
    stack.#resources = undefined;
    const failures = new Failures();
    let needsAwait = false;
    let hasAwaited = false;
    for (let next = resources.pop(); next; next = resources.pop()) {
      if (!next.method) {
        needsAwait = true;
        continue;
      }
      try {
        const result = next.method.call(next.value);
        hasAwaited = true;
        await result;
      } catch (error) {
        failures.add(error);
      }
    }
    // All the null resources together cost one turn, and none when anything else was awaited.
    if (needsAwait && !hasAwaited) await undefined;
    failures.throwIfAny();
  }
}

const { prototype } = OwnAsyncDisposableStack;
const hidden = { configurable: true };
Object.defineProperty(OwnAsyncDisposableStack, 'name', {
  value: 'AsyncDisposableStack',
  ...hidden,
});
Object.defineProperty(prototype, asyncDisposeSymbol, {
  value: prototype.disposeAsync,
  writable: true,
  ...hidden,
});
Object.defineProperty(prototype, Symbol.toStringTag, { value: 'AsyncDisposableStack', ...hidden });

/** Our own class, whatever the host has. */
export const AsyncDisposableStack: AsyncDisposableStackConstructor =
  OwnAsyncDisposableStack as never;
