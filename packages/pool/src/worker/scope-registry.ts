/**
 * The worker entry and `@watertight/pool/task` are separate files, and a module may load the
 * second as ESM and as CommonJS: they meet at this symbol. Where no module has loaded it, tasks
 * run without a scope, and nothing is paid.
 */
export const SCOPES: unique symbol = Symbol.for('@watertight/pool/scopes') as never;

/** What the worker loop needs of a scope. */
export interface TaskScope {
  /** The task reacts to being stopped, or has something to clean up. */
  readonly used: boolean;
  stop(reason: unknown): void;
  /** Runs what was deferred; resolves with what it threw. */
  close(): Promise<unknown[]>;
}

export interface ScopeRegistry<S extends TaskScope = TaskScope> {
  open(
    name: string,
    onUse: () => void,
    isStopped: () => boolean,
    onProgress: ((value: unknown) => void) | undefined,
  ): S;
  run<T>(scope: S, fn: () => T): T;
  current(): S | undefined;
}

export function activeScopes(): ScopeRegistry | undefined {
  return (globalThis as { [SCOPES]?: ScopeRegistry })[SCOPES];
}
