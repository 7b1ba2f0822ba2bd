import { setImmediate as turn } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { checkMethods, ownUntil, until } from './own.ts';
import type { Verb } from './own.ts';

const port: Kind<MessagePort> = {
  kind: 'message-port',
  // A port that had been closed before it was registered emits nothing more, and nothing says that it is closed.
  dispose: (open) => Promise.race([until(open, 'close', () => open.close()), turns(10)]),
};

async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await turn();
}

export function ownMessagePort<T extends MessagePort>(
  scope: Scope,
  open: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('port', 'a MessagePort', open, ['close', 'postMessage', 'once']);
  ownUntil(scope, open, 'close', port, options, verb);
  return open;
}
