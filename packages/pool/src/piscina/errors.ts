import { inspect } from 'node:util';
import { PoolError, TaskAbortError } from '@watertight/pool';

/** What a task rejects with that was aborted, or met a pool that is closing. */
export class AbortError extends Error {
  override name = 'AbortError';
  readonly code = 'ABORT_ERR';
  /** False where a signal stopped it before it had begun: it has had no effect. */
  readonly begun: boolean | undefined;

  constructor(reason: unknown, begun?: boolean) {
    super('The task has been aborted', { cause: reason });
    this.begun = begun;
  }
}

const coded = (code: string, message: string, cause?: unknown): Error =>
  Object.assign(new Error(message, cause === undefined ? {} : { cause }), { code });

export const noFilename = (): Error =>
  coded('ERR_POOL_INVALID_ARGUMENT', 'filename must be provided to run() or in options object');
export const atLimit = (): Error => coded('ERR_POOL_QUEUE_FULL', 'Task queue is at limit');
export const noQueue = (): Error =>
  coded('ERR_POOL_QUEUE_FULL', 'No task queue available and all Workers are busy');
export const closeTimedOut = (): Error =>
  coded('ERR_POOL_CLOSE_TIMEOUT', 'Close operation timed out');
export const terminated = (cause?: unknown): Error =>
  coded('ERR_POOL_DESTROYED', 'Terminating worker thread', cause);

/** The error that piscina would reject with, for one of the core. */
export function fromCore(error: unknown): unknown {
  if (!(error instanceof PoolError)) return error;
  const { code, cause } = error;
  switch (code) {
    case 'ABORT_ERR':
      return new AbortError(cause, error instanceof TaskAbortError && error.begun);
    case 'ERR_POOL_CLOSED':
      return new AbortError('pool is closed');
    case 'ERR_POOL_DESTROYED':
    case 'ERR_POOL_WORKER_TERMINATED':
      return terminated(error);
    case 'ERR_POOL_WORKER_EXITED':
    case 'ERR_POOL_RESULT_LOST':
      return exited(error);
    default:
      // What the task threw, what its worker died of, what could not be cloned or loaded.
      if (cause instanceof Error) return cause;
      if (code !== 'ERR_POOL_TASK_FAILED') return error;
      return coded(code, `The task threw ${inspect(cause)}, which is no Error`, cause);
  }
}

function exited(error: PoolError): Error {
  const cause = error.cause as { exitCode?: number };
  if (cause.exitCode === undefined) return cause as Error;
  return coded(error.code, `worker exited with code: ${cause.exitCode}`, error);
}
