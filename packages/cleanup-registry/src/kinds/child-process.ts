import type { ChildProcess } from 'node:child_process';
import type { Scope } from '../core/scope.ts';
import type { Kind, OwnOptions } from '../types.ts';
import { checkMethods, ownUntil, until } from './own.ts';
import type { Verb } from './own.ts';

const child: Kind<ChildProcess> = {
  kind: 'child-process',
  dispose: (running) => until(running, 'exit', () => signalTree(running, 'SIGTERM')),
  escalate: (running) => signalTree(running, 'SIGKILL'),
  describe: ({ pid, spawnfile }) => `${spawnfile} (${pid})`,
};

/**
 * Signals the process group that the child leads, so that its own children go too. A child that was not spawned
 * `detached` leads none (ESRCH): then, and on Windows, the child alone.
 */
function signalTree(running: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform !== 'win32') {
    try {
      process.kill(-running.pid!, signal);
      return;
    } catch {
      // No such group.
    }
  }
  running.kill(signal);
}

export function ownChildProcess<T extends ChildProcess>(
  scope: Scope,
  running: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('child', 'a ChildProcess', running, ['kill', 'once']);
  const { pid, exitCode, signalCode } = running;
  // It could not be started, or it is over: there will be no 'exit' event.
  if (pid === undefined || exitCode !== null || signalCode !== null) return running;
  ownUntil(scope, running, 'exit', child, options, verb);
  return running;
}
