import type { Server } from 'node:net';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import { InvalidArgumentError, RegistryDisposedError } from './errors.ts';
import { now } from './core/clock.ts';
import { live } from './core/live.ts';
import { Scope } from './core/scope.ts';
import { createSampler } from './core/site.ts';
import { ownAdopted } from './kinds/adopted.ts';
import type { AdoptOptions } from './kinds/adopted.ts';
import { ownDeferred } from './kinds/deferred.ts';
import { ownDescriptor } from './kinds/fd.ts';
import { ownDisposable } from './kinds/disposable.ts';
import { ownListener } from './kinds/listener.ts';
import type { EmitterLike, ListenerOptions, TargetLike } from './kinds/listener.ts';
import { checkMilliseconds, own } from './kinds/own.ts';
import { ownServer } from './kinds/server.ts';
import { ownStream } from './kinds/stream.ts';
import type { StreamOptions } from './kinds/stream.ts';
import { ownInterval, ownTimeout } from './kinds/timer.ts';
import { ownWorker } from './kinds/worker.ts';
import { addMethod, asyncDisposeSymbol } from './symbols.ts';
import type { Awaitable, Handle, Kind, LiveResource, OwnOptions } from './types.ts';

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
   * One registration in so many keeps the stack it was made from; 1 for all, 0 for none. Whatever the rate, the
   * first eight of each kind keep theirs (not with 0).
   * @default 1000
   */
  sample?: number | undefined;
}

/** Options of `registry.scope`. */
export type ScopeOptions = Pick<RegistryOptions, 'deadline' | 'overall'>;

/** Owns resources, releases them in reverse order, and knows at any moment what is still open. */
export class Registry implements AsyncDisposable {
  #scope: Scope;
  /** The same as {@link Registry.dispose}. */
  declare [Symbol.asyncDispose]: () => Promise<void>;

  /** Use {@link createRegistry}. */
  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** The names of this registry and its owners, from the outermost in, joined by `/`. */
  get name(): string {
    return this.#scope.path;
  }

  /** How many resources this registry itself owns; nested scopes count as one each. */
  get size(): number {
    return this.#scope.size;
  }

  /** Whether disposal has begun. */
  get disposed(): boolean {
    return this.#scope.state !== 'open';
  }

  /** Owns anything disposable and returns it. Another registry becomes a nested scope. */
  use<T extends AsyncDisposable | Disposable | null | undefined>(
    resource: T,
    options?: OwnOptions,
  ): T {
    if (resource instanceof Registry) this.#scope.adoptScope(resource.#scope, this.use);
    else ownDisposable(this.#scope, resource, options, this.use);
    return resource;
  }

  /** Owns any value by way of a function that releases it; returns the value. */
  adopt<T>(value: T, disposer: (value: T) => Awaitable, options?: AdoptOptions): T {
    return ownAdopted(this.#scope, value, disposer, options, this.adopt);
  }

  /** Has a function called at disposal. */
  defer(callback: () => unknown, options?: OwnOptions): Handle {
    return ownDeferred(this.#scope, callback, options, this.defer);
  }

  /** Owns a resource of a kind of your own. The other methods are this one with the kinds that come along. */
  own<T>(resource: T, kind: Kind<T>, options?: OwnOptions): Handle {
    if (typeof kind?.kind !== 'string' || typeof kind.dispose !== 'function') {
      throw new InvalidArgumentError('own(resource, kind)', 'a kind: { kind, dispose() }', kind);
    }
    return own(this.#scope, resource, kind, options, this.own);
  }

  /** `setTimeout`, owned. It leaves the registry when it fires. */
  timeout(callback: () => unknown, ms: number, options?: OwnOptions): NodeJS.Timeout {
    return ownTimeout(this.#scope, callback, ms, options, this.timeout);
  }

  /** `setInterval`, owned. */
  interval(callback: () => unknown, ms: number, options?: OwnOptions): NodeJS.Timeout {
    return ownInterval(this.#scope, callback, ms, options, this.interval);
  }

  /**
   * Adds a listener to an EventEmitter or an EventTarget, owned. Something that is both (a MessagePort) is used
   * as an EventEmitter. The handle returned takes the listener off again.
   */
  listener(
    target: EmitterLike | TargetLike,
    event: string | symbol,
    // oxlint-disable-next-line typescript/no-explicit-any -- the arguments are the emitter's matter
    callback: (...args: any[]) => unknown,
    options?: ListenerOptions,
  ): Handle {
    return ownListener(this.#scope, target, event, callback, options, this.listener);
  }

  /** Owns a worker thread: terminates it and waits for its exit. It leaves the registry when it exits. */
  worker<T extends Worker>(worker: T, options?: OwnOptions): T {
    return ownWorker(this.#scope, worker, options, this.worker);
  }

  /**
   * Owns a net, http or https server and its connections: stops listening, lets requests in flight finish, and
   * destroys at the deadline whatever is left, upgraded sockets too.
   */
  server<T extends Server>(server: T, options?: OwnOptions): T {
    return ownServer(this.#scope, server, options, this.server);
  }

  /** Owns a stream. One that can only be written is ended, so that its data gets out; others are destroyed. */
  stream<T extends Readable | Writable | Duplex>(stream: T, options?: StreamOptions): T {
    return ownStream(this.#scope, stream, options, this.stream);
  }

  /**
   * Owns an open file descriptor. Throws a FileDescriptorError when it is not open now; disposal reports one
   * when the number has been closed elsewhere meanwhile, and leaves alone a number that stands for another file.
   */
  fd(fd: number, options?: OwnOptions): number {
    return ownDescriptor(this.#scope, fd, options, this.fd);
  }

  /** A nested registry: disposed with this one at the latest, leaving it when disposed earlier. */
  scope(name: string, options?: ScopeOptions): Registry {
    const { sampler } = this.#scope;
    const { deadline = this.#scope.deadline, overall = Infinity } = options ?? {};
    const child = new Scope({ ...checked({ name, deadline, overall }), sampler });
    this.#scope.attach(child, this.scope);
    return new Registry(child);
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
    if (resource instanceof Registry) resource.#scope.leaveParent();
    else this.#scope.remove(node);
    return true;
  }

  /** Hands everything over to a new registry of the same name, and leaves this one disposed and empty. */
  move(): Registry {
    const from = this.#scope;
    if (from.state !== 'open') {
      throw new RegistryDisposedError(from.path, 'nothing (move)', Promise.resolve());
    }
    from.leaveParent();
    const empty = new Scope(from);
    empty.state = 'disposed';
    this.#scope = empty;
    return new Registry(from);
  }

  /** What is still open, nested scopes included, oldest first within each. */
  live(): LiveResource[] {
    return live(this.#scope, now());
  }

  /**
   * Disposes everything, newest first, one after the other, whatever fails. Rejects with a CleanupError that
   * has a ResourceError for each failure. Further calls join the first.
   */
  dispose(): Promise<void> {
    return this.#scope.dispose();
  }

  #find(resource: unknown): ReturnType<Scope['find']> {
    if (resource instanceof Registry) {
      return resource.#scope.parent === this.#scope ? resource.#scope.own : undefined;
    }
    return this.#scope.find(resource);
  }
}

addMethod(Registry.prototype, asyncDisposeSymbol, function disposeAsync() {
  return this.dispose();
});

/** A registry that nobody owns. `await using` it, or call `dispose()`. */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const { name = 'registry', deadline = 10_000, overall = Infinity, sample = 1000 } = options;
  if (!Number.isInteger(sample) || sample < 0) {
    throw new InvalidArgumentError('sample', 'a whole number, 0 or more', sample);
  }
  const sampler = createSampler(sample === 0 ? Infinity : sample);
  return new Registry(new Scope({ ...checked({ name, deadline, overall }), sampler }));
}

function checked<T extends { name: string; deadline: number; overall: number }>(options: T): T {
  const { name, deadline, overall } = options;
  if (typeof name !== 'string') throw new InvalidArgumentError('name', 'a string', name);
  checkMilliseconds('deadline', deadline);
  checkMilliseconds('overall', overall);
  return options;
}
