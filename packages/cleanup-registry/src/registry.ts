import { InvalidArgumentError, RegistryDisposedError } from './errors.ts';
import { now } from './core/clock.ts';
import { live } from './core/live.ts';
import { orderOf } from './core/order.ts';
import { Scope } from './core/scope.ts';
import type { ScopeOptions as ScopeParts } from './core/scope.ts';
import { Owner, replaceScope, scopeOf } from './owner.ts';
import { signalOf } from './core/signals.ts';
import { createSampler } from './core/site.ts';
import { unwatchDropped, watchDropped, watchHandle } from './dropped.ts';
import { ownAdopted } from './kinds/adopted.ts';
import type { AdoptOptions } from './kinds/adopted.ts';
import { ownDeferred } from './kinds/deferred.ts';
import { ownDisposable } from './kinds/disposable.ts';
import { checkFunction, checkMilliseconds, own } from './kinds/own.ts';
import { WATCH } from './leaks/registries.ts';
import type { Watch } from './leaks/registries.ts';
import { addMethod, asyncDisposeSymbol } from './symbols.ts';
import type {
  Awaitable,
  Handle,
  HandleOptions,
  Kind,
  LiveResource,
  OrderOptions,
  OwnOptions,
} from './types.ts';

/** A phase with a bound of its own. */
export interface PhaseOptions {
  name: string;
  /** How long the phase may take, in milliseconds. @default Infinity */
  deadline?: number;
}

/** Options of {@link createRegistry}. */
export interface RegistryOptions {
  /**
   * What reports and errors call the registry.
   * @default 'registry'
   */
  name?: string | undefined;
  /**
   * How long each disposer may take, in milliseconds, before it is escalated (servers, streams, …) or reported
   * by name and left behind; `Infinity` for no bound.
   * @default 10_000
   */
  deadline?: number | undefined;
  /**
   * How long the disposal of everything together may take, in milliseconds. Disposers that come up after it
   * are still called, but not waited for.
   * @default Infinity
   */
  overall?: number | undefined;
  /**
   * How many disposers may be pending at a time. With more than one the newest still begin first.
   * @default 1
   */
  parallel?: number | undefined;
  /**
   * Steps of the disposal in their order, e.g. `['intake', 'work', { name: 'storage', deadline: 5000 }]`.
   * Resources of no phase are disposed after the last.
   * @default []
   */
  phases?: readonly (string | PhaseOptions)[] | undefined;
  /**
   * One registration in so many keeps the stack it was made from; 1 for all, 0 for none. Whatever the rate, the
   * first eight of each kind keep theirs (not with 0).
   * @default 1000
   */
  sample?: number | undefined;
  /**
   * Told what is live when the registry was collected as garbage without having been disposed. It may come late
   * or, when the process ends before, never.
   * @default nothing
   */
  onDropped?: ((live: LiveResource[]) => void) | undefined;
}

/** Options of `registry.scope`. */
export type ScopeOptions = Pick<
  RegistryOptions,
  'deadline' | 'overall' | 'parallel' | 'phases' | 'onDropped'
> &
  OrderOptions;

/** Owns resources, releases them in reverse order, and knows at any moment what is still open. */
export class Registry extends Owner implements AsyncDisposable {
  /** The same as {@link Registry.dispose}. */
  declare [Symbol.asyncDispose]: () => Promise<void>;

  /** The names of this registry and its owners, from the outermost in, joined by `/`. */
  get name(): string {
    return scopeOf(this).path;
  }

  /** How many resources this registry itself owns; nested scopes count as one each. */
  get size(): number {
    return scopeOf(this).size;
  }

  /** Whether disposal has begun. */
  get disposed(): boolean {
    return scopeOf(this).state !== 'open';
  }

  /**
   * Aborted when the disposal of this registry, or of one that owns it, begins. However many nested registries hand
   * one out, none listens to another's.
   */
  get signal(): AbortSignal {
    return signalOf(scopeOf(this));
  }

  /** Owns anything disposable and returns it. Another registry becomes a nested scope. */
  use<T extends AsyncDisposable | Disposable | null | undefined>(
    resource: T,
    options?: OwnOptions,
  ): T {
    if (resource instanceof Registry) scopeOf(this).adoptScope(scopeOf(resource), this.use);
    else ownDisposable(scopeOf(this), resource, options, this.use);
    return resource;
  }

  /** Owns any value by way of a function that releases it; returns the value. */
  adopt<T>(value: T, disposer: (value: T) => Awaitable, options?: AdoptOptions): T {
    return ownAdopted(scopeOf(this), value, disposer, options, this.adopt);
  }

  /** Has a function called at disposal. */
  defer(callback: () => unknown, options?: HandleOptions): Handle {
    return watchHandle(ownDeferred(scopeOf(this), callback, options, this.defer), options);
  }

  /** Owns a resource of a kind of your own. The other methods are this one with the kinds that come along. */
  own<T>(resource: T, kind: Kind<T>, options?: HandleOptions): Handle {
    if (typeof kind?.kind !== 'string' || typeof kind.dispose !== 'function') {
      throw new InvalidArgumentError('own(resource, kind)', 'a kind: { kind, dispose() }', kind);
    }
    const node = own(scopeOf(this), resource, kind, options, this.own);
    return options ? watchHandle(node, options) : node;
  }

  /** A nested registry: disposed with this one at the latest, leaving it when disposed earlier. */
  scope(name: string, options?: ScopeOptions): Registry {
    const owner = scopeOf(this);
    const order = orderOf(owner, options);
    const { deadline = owner.deadline, ...rest } = options ?? {};
    const { onDropped } = rest;
    if (onDropped) checkFunction('onDropped', onDropped);
    const parts = checked({ ...rest, name, deadline });
    const child = new Scope({ ...parts, sampler: owner.sampler, onDropped });
    owner.attach(child, this.scope, order);
    const registry = new Registry(child);
    watchDropped(registry, child);
    return registry;
  }

  /**
   * Disposes one resource now and waits for the end. `true` when this registry owned it. Rejects with a
   * ResourceError when the disposer fails.
   */
  async release(resource: unknown): Promise<boolean> {
    const node = this.#find(resource);
    if (!node) return false;
    if (resource instanceof Registry) await resource.dispose();
    else await node.slot.scope.release(node);
    return true;
  }

  /**
   * Gives up a resource without disposing it: from here on nobody does, unless you do. `true` when this
   * registry owned it.
   */
  disownAndLeak(resource: unknown): boolean {
    const node = this.#find(resource);
    if (!node) return false;
    node.slot.unwatch?.();
    if (resource instanceof Registry) scopeOf(resource).leaveParent();
    else scopeOf(this).remove(node);
    return true;
  }

  /** Hands everything over to a new registry of the same name, and leaves this one disposed and empty. */
  move(): Registry {
    const from = scopeOf(this);
    if (from.state !== 'open') {
      throw new RegistryDisposedError(from.path, 'nothing (move)', Promise.resolve());
    }
    from.leaveParent();
    const empty = new Scope(from);
    empty.state = 'disposed';
    replaceScope(this, empty);
    unwatchDropped(this);
    const moved = new Registry(from);
    watchDropped(moved, from);
    return moved;
  }

  /** What is still open, nested scopes included, oldest first within each. */
  live(): LiveResource[] {
    return live(scopeOf(this), now());
  }

  /**
   * Disposes everything, newest first, one after the other, whatever fails. Rejects with a CleanupError that
   * has a ResourceError for each failure. Further calls join the first.
   */
  dispose(): Promise<void> {
    return scopeOf(this).dispose();
  }

  #find(resource: unknown): ReturnType<Scope['find']> {
    if (resource instanceof Registry) {
      return scopeOf(resource).parent === scopeOf(this) ? scopeOf(resource).own : undefined;
    }
    return scopeOf(this).find(resource);
  }
}

addMethod(Registry.prototype, asyncDisposeSymbol, function disposeAsync() {
  return this.dispose();
});

/** A registry that nobody owns. `await using` it, or call `dispose()`. */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const watch = (globalThis as { [WATCH]?: Watch })[WATCH];
  const { name = 'registry', deadline = 10_000, sample = watch?.sample ?? 1000, ...rest } = options;
  checkCount('sample', sample, 0);
  const sampler = createSampler(sample);
  const { onDropped } = options;
  if (onDropped) checkFunction('onDropped', onDropped);
  const scope = new Scope({ ...checked({ ...rest, name, deadline }), sampler, onDropped });
  const registry = new Registry(scope);
  watchDropped(registry, scope);
  watch?.created(registry);
  return registry;
}

function checked(options: RegistryOptions & { deadline: number }): Omit<ScopeParts, 'sampler'> {
  const { name, deadline, overall = Infinity, parallel = 1, phases: given = [] } = options;
  if (typeof name !== 'string') throw new InvalidArgumentError('name', 'a string', name);
  checkMilliseconds('deadline', deadline);
  checkMilliseconds('overall', overall);
  if (parallel !== Infinity) checkCount('parallel', parallel, 1);
  const phases = given.map((phase) => {
    const { name: step, deadline: bound = Infinity } =
      typeof phase === 'string' ? { name: phase } : phase;
    return { name: step, deadline: bound };
  });
  for (const phase of phases) {
    if (typeof phase.name !== 'string') throw new InvalidArgumentError('phases', 'names', phase);
    checkMilliseconds('deadline of a phase', phase.deadline);
  }
  return { name, deadline, overall, parallel, phases };
}

function checkCount(what: string, value: unknown, least: number): void {
  if (Number.isInteger(value) && (value as number) >= least) return;
  throw new InvalidArgumentError(what, `a whole number, ${least} or more`, value);
}
