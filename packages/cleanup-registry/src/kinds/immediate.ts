import type { Owned } from '../core/owned.ts';
import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { checkFunction, own } from './own.ts';
import type { Verb } from './own.ts';

const immediate: Kind<NodeJS.Immediate> = { kind: 'immediate', dispose: clearImmediate };

export function ownImmediate(
  scope: Scope,
  callback: () => unknown,
  options: OwnOptions | undefined,
  verb: Verb,
): NodeJS.Immediate {
  checkFunction('immediate', callback);
  let node: Owned | undefined;
  const pending = setImmediate(() => {
    if (node) scope.remove(node);
    callback();
  });
  node = own(scope, pending, immediate, options, verb);
  return pending;
}
