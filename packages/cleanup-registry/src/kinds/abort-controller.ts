import type { Scope } from '../core/scope.ts';
import { ScopeEndedError } from '../errors.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { ownWith } from './own.ts';
import type { Verb } from './own.ts';

const aborted: Kind<AbortController> = {
  kind: 'abort-controller',
  dispose: (controller) => controller.abort(new ScopeEndedError()),
};

export function ownAbortController(
  scope: Scope,
  options: OwnOptions | undefined,
  verb: Verb,
): AbortController {
  const controller = new AbortController();
  const { signal } = controller;
  const leave = (): void => void scope.remove(node);
  const unwatch = (): void => signal.removeEventListener('abort', leave);
  signal.addEventListener('abort', leave, { once: true });
  const node = ownWith(scope, controller, aborted, options, { unwatch }, verb);
  return controller;
}
