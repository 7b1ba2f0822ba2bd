import type { BroadcastChannel } from 'node:worker_threads';
import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { checkMethods, own } from './own.ts';
import type { Verb } from './own.ts';

const channel: Kind<BroadcastChannel> = {
  kind: 'broadcast-channel',
  dispose: (open) => open.close(),
  describe: (open) => open.name,
};

export function ownBroadcastChannel<T extends BroadcastChannel>(
  scope: Scope,
  open: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('channel', 'a BroadcastChannel', open, ['close', 'postMessage']);
  own(scope, open, channel, options, verb);
  return open;
}
