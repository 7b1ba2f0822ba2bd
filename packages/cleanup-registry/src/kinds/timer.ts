import type { Kind, OwnOptions } from '../types.ts';
import type { Owned } from '../core/owned.ts';
import type { Scope } from '../core/scope.ts';
import { checkFunction, checkMilliseconds, own } from './own.ts';
import type { Verb } from './own.ts';

/** A timer that its user clears emits nothing; this field of Node.js's own is all that tells. */
const ended = (timer: NodeJS.Timeout): boolean =>
  (timer as { _destroyed?: boolean })._destroyed === true;

const timeout: Kind<NodeJS.Timeout> = { kind: 'timeout', dispose: clearTimeout, ended };
const interval: Kind<NodeJS.Timeout> = { kind: 'interval', dispose: clearInterval, ended };

export function ownTimeout(
  scope: Scope,
  callback: () => unknown,
  ms: number,
  options: OwnOptions | undefined,
  verb: Verb,
): NodeJS.Timeout {
  checkFunction('timeout(callback, ms)', callback);
  checkMilliseconds('timeout(callback, ms)', ms);
  let node: Owned | undefined;
  const timer = setTimeout(() => {
    // It leaves before its callback runs: the callback may throw, or dispose the registry.
    if (node) scope.remove(node);
    callback();
  }, ms);
  node = own(scope, timer, timeout, options, verb);
  scope.sweep();
  return timer;
}

export function ownInterval(
  scope: Scope,
  callback: () => unknown,
  ms: number,
  options: OwnOptions | undefined,
  verb: Verb,
): NodeJS.Timeout {
  checkFunction('interval(callback, ms)', callback);
  checkMilliseconds('interval(callback, ms)', ms);
  const timer = setInterval(callback, ms);
  own(scope, timer, interval, options, verb);
  scope.sweep();
  return timer;
}
