import { InvalidArgumentError } from '../errors.ts';
import type { OwnOptions } from '../types.ts';
import type { Owned } from '../core/owned.ts';
import type { Scope } from '../core/scope.ts';
import type { AnyKind, Extras, Method } from '../core/slot.ts';

/** The public method that was called: stacks are cut below it, so that the user's line comes first. */
export type Verb = (...args: never[]) => unknown;

/** Registers with the options that every kind takes; without any, the short way. */
export function own(
  scope: Scope,
  resource: unknown,
  kind: AnyKind,
  options: OwnOptions | undefined,
  verb: Verb,
  method?: Method,
): Owned {
  if (options?.name === undefined && options?.deadline === undefined) {
    return scope.add(resource, kind, verb, method);
  }
  return ownWith(scope, resource, kind, options, { method }, verb);
}

/** Registers a resource that carries more than its kind. */
export function ownWith(
  scope: Scope,
  resource: unknown,
  kind: AnyKind,
  options: OwnOptions | undefined,
  extras: Extras,
  verb: Verb,
): Owned {
  const { name, deadline } = options ?? {};
  if (deadline !== undefined) checkMilliseconds('deadline', deadline);
  return scope.addWith(resource, kind, { ...extras, name, deadline }, verb);
}

export function checkFunction(what: string, value: unknown): void {
  if (typeof value !== 'function') throw new InvalidArgumentError(what, 'a function', value);
}

export function checkMilliseconds(what: string, value: unknown): void {
  if (typeof value !== 'number' || Number.isNaN(value) || value < 0) {
    throw new InvalidArgumentError(what, 'milliseconds, 0 or more, or Infinity', value);
  }
}
