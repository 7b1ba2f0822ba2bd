import { AsyncLocalStorage } from 'node:async_hooks';
import { SCOPES, type ScopeRegistry, type TaskScope } from './scope-registry.ts';

type CleanUp = () => unknown;

/** What belongs to one running task. */
class Scope implements TaskScope {
  readonly name: string;
  /** Says that this task reacts to being stopped, or has something to clean up. */
  readonly #onUse: () => void;
  readonly #isStopped: () => boolean;
  /** Undefined when nobody listens. */
  readonly #onProgress: ((value: unknown) => void) | undefined;
  readonly #cleanUps: CleanUp[] = [];
  #controller: AbortController | undefined;
  #reason: unknown;
  #stopped = false;
  #used = false;
  #closed = false;
  #over = false;

  constructor(...[name, onUse, isStopped, onProgress]: Parameters<ScopeRegistry['open']>) {
    this.name = name;
    this.#onProgress = onProgress;
    this.#onUse = onUse;
    this.#isStopped = isStopped;
  }

  get used(): boolean {
    return this.#used;
  }

  get signal(): AbortSignal {
    this.#use();
    this.#controller ??= new AbortController();
    if (this.#stopped) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  get aborted(): boolean {
    this.#use();
    return this.#stopped || this.#isStopped();
  }

  throwIfAborted(): void {
    if (!this.aborted) return;
    throw this.#stopped ? this.#reason : new DOMException('The task was aborted', 'AbortError');
  }

  defer(cleanUp: CleanUp): void {
    if (typeof cleanUp !== 'function') throw new TypeError('defer() takes a function');
    if (this.#closed) throw new Error(`Task '${this.name}' is over: nothing can be deferred`);
    this.#use();
    this.#cleanUps.push(cleanUp);
  }

  use<T extends object | null | undefined>(resource: T): T {
    if (resource === null || resource === undefined) return resource;
    const disposable = resource as Partial<Disposable & AsyncDisposable>;
    const dispose = disposable[Symbol.asyncDispose] ?? disposable[Symbol.dispose];
    if (typeof dispose !== 'function') {
      throw new TypeError('use() takes an object with Symbol.dispose or Symbol.asyncDispose');
    }
    this.defer(() => dispose.call(resource));
    return resource;
  }

  progress(value: unknown): void {
    if (!this.#over) this.#onProgress?.(value);
  }

  stop(reason: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }

  /** Runs what was deferred, last first, each after the one before has ended. Never throws. */
  async close(): Promise<unknown[]> {
    const errors: unknown[] = [];
    this.#closed = true;
    for (let cleanUp = this.#cleanUps.pop(); cleanUp; cleanUp = this.#cleanUps.pop()) {
      try {
        await cleanUp();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#over = true;
    return errors;
  }

  #use(): void {
    if (this.#used) return;
    this.#used = true;
    this.#onUse();
  }
}

function registry(): ScopeRegistry<Scope> {
  const global = globalThis as { [SCOPES]?: ScopeRegistry<Scope> };
  if (!global[SCOPES]) {
    const storage = new AsyncLocalStorage<Scope>();
    global[SCOPES] = {
      open: (...given) => new Scope(...given),
      run: (scope, fn) => storage.run(scope, fn),
      current: () => storage.getStore(),
    };
  }
  return global[SCOPES];
}

const scopes = registry();

function current(): Scope {
  const scope = scopes.current();
  if (scope) return scope;
  const message = 'There is no running task here: `task` is for functions that a pool runs';
  throw Object.assign(new Error(message), { code: 'ERR_POOL_NO_TASK' });
}

/**
 * The running task, for the functions of a worker module. Right across `await`, and for each task
 * its own where a thread runs several at a time.
 */
export const task: {
  /** The name that was given to `run()`. */
  readonly name: string;
  /**
   * Fires when the caller aborts the task or its timeout is over; the worker is then given
   * `abortGrace` to let the task end by itself, and lives on if it does.
   */
  readonly signal: AbortSignal;
  /** The same, for a loop that does not let the event loop turn: it reads shared memory. */
  readonly aborted: boolean;
  throwIfAborted(): void;
  /**
   * Runs the function when the task is over: returned, threw or aborted. The last one first, and
   * before the caller gets the result; what it throws makes the task reject.
   */
  defer(cleanUp: () => unknown): void;
  /**
   * Tells the caller's `onProgress`: a copy, in order, before the task settles; nothing after.
   * Free when nobody listens.
   */
  progress(value: unknown): void;
  /** Disposes the resource when the task is over. Returns it. */
  use<T extends object | null | undefined>(resource: T): T;
} = {
  get name() {
    return current().name;
  },
  get signal() {
    return current().signal;
  },
  get aborted() {
    return current().aborted;
  },
  throwIfAborted: () => current().throwIfAborted(),
  defer: (cleanUp) => current().defer(cleanUp),
  progress: (value) => current().progress(value),
  use: (resource) => current().use(resource),
};
