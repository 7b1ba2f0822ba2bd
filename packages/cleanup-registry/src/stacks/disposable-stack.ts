import { disposeSymbol } from '../symbols.ts';
import { Failures } from './failures.ts';
import { adjustPrototype } from './new-target.ts';
import { requireCallable, syncResource } from './resources.ts';
import type { Resource } from './resources.ts';
import type { DisposableStackConstructor } from './types.ts';

/** ECMA-262 27.3. */
class OwnDisposableStack {
  /** [[DisposeCapability]]; undefined once [[DisposableState]] is disposed. */
  #resources: Resource[] | undefined = [];

  constructor() {
    adjustPrototype(this, new.target, 'DisposableStack', OwnDisposableStack.prototype);
  }

  get disposed(): boolean {
    return this.#resources === undefined;
  }

  dispose(): void {
    const resources = this.#resources;
    if (!resources) return;
    this.#resources = undefined;
    const failures = new Failures();
    for (let next = resources.pop(); next; next = resources.pop()) {
      try {
        next.method!.call(next.value);
      } catch (error) {
        failures.add(error);
      }
    }
    failures.throwIfAny();
  }

  use(value: unknown): unknown {
    const resources = this.#pending();
    const resource = syncResource(value);
    if (resource) resources.push(resource);
    return value;
  }

  adopt(value: unknown, onDispose: (value: unknown) => unknown): unknown {
    const resources = this.#pending();
    requireCallable(onDispose);
    const method = (): unknown => onDispose(value);
    resources.push({ value: undefined, method });
    return value;
  }

  defer(onDispose: () => unknown): void {
    const resources = this.#pending();
    requireCallable(onDispose);
    resources.push({ value: undefined, method: onDispose });
  }

  move(): OwnDisposableStack {
    const resources = this.#pending();
    const moved = new OwnDisposableStack();
    moved.#resources = resources;
    this.#resources = undefined;
    return moved;
  }

  #pending(): Resource[] {
    if (!this.#resources) throw new ReferenceError('the DisposableStack is already disposed');
    return this.#resources;
  }
}

const { prototype } = OwnDisposableStack;
const hidden = { configurable: true };
Object.defineProperty(OwnDisposableStack, 'name', { value: 'DisposableStack', ...hidden });
Object.defineProperty(prototype, disposeSymbol, {
  value: prototype.dispose,
  writable: true,
  ...hidden,
});
Object.defineProperty(prototype, Symbol.toStringTag, { value: 'DisposableStack', ...hidden });

/** Our own class, whatever the host has. */
export const DisposableStack: DisposableStackConstructor = OwnDisposableStack as never;
