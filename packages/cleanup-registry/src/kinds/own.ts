import { InvalidArgumentError } from '../errors.ts';
import type { OwnOptions } from '../types.ts';
import { orderOf } from '../core/order.ts';
import type { Owned } from '../core/owned.ts';
import type { Scope } from '../core/scope.ts';
import type { AnyKind, Method } from '../core/shapes.ts';
import type { Extras } from '../core/slot.ts';

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
  if (!options) return scope.add(resource, kind, verb, method);
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
  const order = orderOf(scope, options);
  return scope.addWith(resource, kind, { ...extras, name, deadline, order }, verb);
}

interface Watched {
  once(event: string, listener: () => void): unknown;
  removeListener(event: string, listener: () => void): unknown;
}

/** Registers a resource that tells when it ends, and lets it leave the registry when it does. */
export function ownUntil(
  scope: Scope,
  resource: Watched,
  event: string,
  kind: AnyKind,
  options: OwnOptions | undefined,
  verb: Verb,
): Owned {
  const leave = (): void => void scope.remove(node);
  const unwatch = (): void => void resource.removeListener(event, leave);
  resource.once(event, leave);
  const node = ownWith(scope, resource, kind, options, { unwatch }, verb);
  return node;
}

/** Begins to close something and waits for the event that says it is closed. */
export function until(resource: Watched, event: string, begin: () => unknown): Promise<void> {
  return new Promise((resolve) => {
    resource.once(event, () => resolve());
    begin();
  });
}

/** Refuses what lacks one of the methods that a kind needs. */
export function checkMethods(
  what: string,
  expected: string,
  value: unknown,
  names: string[],
): void {
  const object = (value ?? {}) as Record<string, unknown>;
  if (names.every((name) => typeof object[name] === 'function')) return;
  throw new InvalidArgumentError(what, expected, value);
}

export function checkFunction(what: string, value: unknown): void {
  if (typeof value !== 'function') throw new InvalidArgumentError(what, 'a function', value);
}

export function checkMilliseconds(what: string, value: unknown): void {
  if (typeof value !== 'number' || Number.isNaN(value) || value < 0) {
    throw new InvalidArgumentError(what, 'milliseconds, 0 or more, or Infinity', value);
  }
}
