import type { Kind, OwnOptions } from '../types.ts';
import type { Owned } from '../core/owned.ts';
import type { Scope } from '../core/scope.ts';
import { checkFunction, own } from './own.ts';
import type { Verb } from './own.ts';

const deferred: Kind<() => unknown> = {
  kind: 'defer',
  dispose: (callback) => callback(),
  describe: (callback) => callback.name || undefined,
};

export function ownDeferred(
  scope: Scope,
  callback: () => unknown,
  options: OwnOptions | undefined,
  verb: Verb,
): Owned {
  checkFunction('defer', callback);
  return own(scope, callback, deferred, options, verb);
}
