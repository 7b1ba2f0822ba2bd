import { asyncDisposeSymbol, disposeSymbol } from '../symbols.ts';

/** A DisposableResource record: the dispose method, and the value it is called on. */
export interface Resource {
  readonly value: unknown;
  /** Undefined only for a null or undefined value in an async stack, which still costs one turn. */
  readonly method: ((this: unknown) => unknown) | undefined;
}

/** GetMethod (ECMA-262 7.3.10). */
function getMethod(value: object, key: symbol): ((this: unknown) => unknown) | undefined {
  const method: unknown = Reflect.get(value, key, value);
  if (method === undefined || method === null) return undefined;
  if (typeof method !== 'function') throw new TypeError(`${String(key)} is not a function`);
  return method as (this: unknown) => unknown;
}

/** CreateDisposableResource with hint sync-dispose; undefined when there is nothing to dispose. */
export function syncResource(value: unknown): Resource | undefined {
  if (value === null || value === undefined) return undefined;
  const method = getMethod(requireObject(value), disposeSymbol);
  if (!method) throw new TypeError('the value has no [Symbol.dispose]() method');
  return { value, method };
}

/** CreateDisposableResource with hint async-dispose. */
export function asyncResource(value: unknown): Resource {
  if (value === null || value === undefined) return { value: undefined, method: undefined };
  const object = requireObject(value);
  const asyncMethod = getMethod(object, asyncDisposeSymbol);
  if (asyncMethod) return { value, method: asyncMethod };
  const method = getMethod(object, disposeSymbol);
  if (!method) {
    throw new TypeError('the value has no [Symbol.asyncDispose]() or [Symbol.dispose]() method');
  }
  // What a synchronous disposer returns is not awaited (GetDisposeMethod, step 1.b.ii).
  const wrapped = function wrapped(this: unknown): Promise<void> {
    return new Promise((resolve) => {
      method.call(this);
      resolve();
    });
  };
  return { value, method: wrapped };
}

export function requireCallable(value: unknown): void {
  if (typeof value !== 'function') throw new TypeError('onDispose is not a function');
}

function requireObject(value: unknown): object {
  if (typeof value === 'object' || typeof value === 'function') return value as object;
  throw new TypeError('the value is not an object');
}
