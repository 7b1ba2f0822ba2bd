/** What the names mean to BullMQ, which goes by the name where the class is of another copy of it. */
const UNRECOVERABLE = 'UnrecoverableError';
const DELAYED = 'DelayedError';

/** Will be the same however often it is tried. */
const HOPELESS: ReadonlySet<unknown> = new Set([
  'ERR_POOL_ARGUMENT_NOT_CLONEABLE',
  'ERR_POOL_INVALID_ARGUMENT',
  'ERR_POOL_NO_SUCH_TASK',
  'ERR_POOL_RESULT_NOT_CLONEABLE',
]);

const MOVED = /^(Delayed|Waiting|WaitingChildren)Error$/;
const RATE_LIMITED = 'bullmq:rateLimitExceeded';

const GONE: ReadonlySet<unknown> = new Set(['ERR_POOL_CLOSED', 'ERR_POOL_DESTROYED']);

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** Whether the pool itself went away, which is no fault of the job. */
export function isPoolGone(error: unknown): boolean {
  return GONE.has(codeOf(error));
}

/** A job that has been given back; BullMQ neither completes nor fails it. */
export class GivenBackError extends Error {
  override name: string = DELAYED;

  constructor(cause: unknown) {
    super('the pool is closed; the job was given back', { cause });
  }
}

/** A job that is not tried again, whatever its attempts. */
class HopelessJobError extends Error {
  override name: string = UNRECOVERABLE;

  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/**
 * The error for BullMQ. What the task itself threw is handed on, so that the job's reason and stack are the task's
 * own; the pool's errors (a crash, a timeout, an abort) stay what they are, and BullMQ tries again.
 */
export function jobError(error: unknown): unknown {
  const code = codeOf(error);
  if (HOPELESS.has(code)) return new HopelessJobError(error as Error);
  const { cause } = error as Error;
  if (code !== 'ERR_POOL_TASK_FAILED' || !(cause instanceof Error)) return error;
  // By these BullMQ would take it that the processor has moved the job, and leave it lying.
  const saysMoved = MOVED.test(cause.name) || cause.message === RATE_LIMITED;
  return saysMoved ? error : cause;
}
