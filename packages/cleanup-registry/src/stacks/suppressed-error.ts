import { adjustPrototype } from './new-target.ts';
import type { SuppressedErrorConstructor } from './types.ts';

/** ECMA-262 20.5.8. A function and not a class, since it may be called without `new`. */
function construct(
  this: unknown,
  error: unknown,
  suppressed: unknown,
  message?: string,
): SuppressedErrorConstructor['prototype'] {
  const newTarget = (new.target ?? SuppressedError) as unknown as NewableFunction;
  // Error itself does steps 2 and 3: the prototype first, then ToString(message).
  const made = Reflect.construct(Error, message === undefined ? [] : [message], newTarget);
  adjustPrototype(made, newTarget, 'SuppressedError', SuppressedError.prototype);
  define(made, 'error', error);
  define(made, 'suppressed', suppressed);
  return made as SuppressedErrorConstructor['prototype'];
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, configurable: true });
}

export const SuppressedError: SuppressedErrorConstructor = construct as never;

define(SuppressedError, 'name', 'SuppressedError');
Object.defineProperty(SuppressedError, 'name', { writable: false });
Object.defineProperty(SuppressedError, 'length', { value: 3 });
Object.setPrototypeOf(SuppressedError, Error);
const prototype = Object.create(Error.prototype) as object;
define(prototype, 'constructor', SuppressedError);
define(prototype, 'name', 'SuppressedError');
define(prototype, 'message', '');
Object.defineProperty(SuppressedError, 'prototype', { value: prototype, writable: false });
