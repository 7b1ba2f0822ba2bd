import type { Worker } from 'node:worker_threads';
import { InvalidArgumentError } from '../errors.ts';
import type { Kind, OwnOptions } from '../types.ts';
import type { Scope } from '../core/scope.ts';
import { ownWith } from './own.ts';
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
  if (typeof thread?.terminate !== 'function' || typeof thread.once !== 'function') {
    throw new InvalidArgumentError('worker', 'a worker_threads.Worker', thread);
  }
  // An exited worker emits nothing more, so it could never leave by itself.
  if (thread.threadId === -1) return thread;
  const leave = (): void => void scope.remove(node);
  const unwatch = (): void => void thread.removeListener('exit', leave);
  thread.once('exit', leave);
  const node = ownWith(scope, thread, worker, options, { unwatch }, verb);
  return thread;
}
