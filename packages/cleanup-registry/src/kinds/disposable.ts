import { InvalidArgumentError } from '../errors.ts';
import { asyncDisposeSymbol, disposeSymbol } from '../symbols.ts';
import type { Kind, OwnOptions } from '../types.ts';
import type { Scope } from '../core/scope.ts';
import type { Slot } from '../core/slot.ts';
import { own } from './own.ts';
import type { Verb } from './own.ts';

type Method = (this: unknown) => unknown;

const disposable: Kind<object> = {
  kind: 'disposable',
  dispose: (value, claim) => ((claim as Slot).method as Method).call(value),
  describe: (value) => value.constructor?.name,
};

export function ownDisposable<T extends AsyncDisposable | Disposable | null | undefined>(
  scope: Scope,
  value: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  // As `using` does: null and undefined stand for "no resource".
  if (value === null || value === undefined) return value;
  const method = methodOf(value);
  if (typeof method !== 'function') {
    throw new InvalidArgumentError(
      'use',
      'an object with [Symbol.asyncDispose]() or [Symbol.dispose]() ' +
        '(for anything else: adopt(value, disposer), or the method of its kind)',
      value,
    );
  }
  own(scope, value, disposable, options, verb, method as Method);
  return value;
}

/** The method is read once, when the resource is registered, as the specification of `using` has it. */
function methodOf(value: AsyncDisposable | Disposable): unknown {
  const { [asyncDisposeSymbol]: asyncMethod } = value as Partial<AsyncDisposable>;
  return asyncMethod ?? (value as Partial<Disposable>)[disposeSymbol];
}
