import type { Worker } from 'node:worker_threads';
import type { Kind, OwnOptions } from '../types.ts';
import type { Scope } from '../core/scope.ts';
import { checkMethods, ownUntil } from './own.ts';
import type { Verb } from './own.ts';

const worker: Kind<Worker> = {
  kind: 'worker',
  // terminate() settles when the thread has exited, on every Node; Symbol.asyncDispose came with 22 only.
  dispose: (thread) => thread.terminate(),
  describe: (thread) => `thread ${thread.threadId}`,
};

export function ownWorker<T extends Worker>(
  scope: Scope,
  thread: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('worker', 'a worker_threads.Worker', thread, ['terminate', 'once']);
  // An exited worker emits nothing more, so it could never leave by itself.
  if (thread.threadId === -1) return thread;
  ownUntil(scope, thread, 'exit', worker, options, verb);
  return thread;
}
