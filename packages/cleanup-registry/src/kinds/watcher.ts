import type { FSWatcher } from 'node:fs';
import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { checkMethods, ownUntil } from './own.ts';
import type { Verb } from './own.ts';

const watcher: Kind<FSWatcher> = {
  kind: 'watcher',
  // Its 'close' event comes in any case, but not for a watcher that failed to start: so nobody waits for it.
  dispose: (watching) => watching.close(),
};

export function ownWatcher<T extends FSWatcher>(
  scope: Scope,
  watching: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('watcher', 'an fs.FSWatcher', watching, ['close', 'once']);
  ownUntil(scope, watching, 'close', watcher, options, verb);
  return watching;
}
