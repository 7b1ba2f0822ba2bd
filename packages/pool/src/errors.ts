import { describeResidue, type ResidueReport } from './protocol/residue-report.ts';

/** Every code that a rejection or a thrown error of this package can carry. */
export type PoolErrorCode =
  | 'ABORT_ERR'
  | 'ERR_POOL_ARGUMENT_NOT_CLONEABLE'
  | 'ERR_POOL_BROADCAST_FAILED'
  | 'ERR_POOL_CLEAN_UP_FAILED'
  | 'ERR_POOL_CLOSED'
  | 'ERR_POOL_DESTROYED'
  | 'ERR_POOL_INIT_FAILED'
  | 'ERR_POOL_INVALID_ARGUMENT'
  | 'ERR_POOL_MODULE_LOAD'
  | 'ERR_POOL_NO_SUCH_TASK'
  | 'ERR_POOL_OUT_OF_MEMORY'
  | 'ERR_POOL_QUEUE_FULL'
  | 'ERR_POOL_RESIDUE'
  | 'ERR_POOL_RESULT_LOST'
  | 'ERR_POOL_RESULT_NOT_CLONEABLE'
  | 'ERR_POOL_TASK_FAILED'
  | 'ERR_POOL_TEARDOWN_FAILED'
  | 'ERR_POOL_THREAD_START'
  | 'ERR_POOL_TIMEOUT'
  | 'ERR_POOL_TRANSFER_LOST'
  | 'ERR_POOL_WORKER_CRASHED'
  | 'ERR_POOL_WORKER_EXITED'
  | 'ERR_POOL_WORKER_TERMINATED';

/** The base of every error of this package. `code` is stable, `cause` is what lay behind it. */
export class PoolError extends Error {
  override name = 'PoolError';
  readonly code: PoolErrorCode;

  constructor(code: PoolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A task did not give a result. Everything that `run()` rejects with after it took the task is one. */
export class TaskError extends PoolError {
  override name = 'TaskError';
  /** The name that was given to `run()`. */
  readonly task: string;
  /** How often the task was begun, or would have been: more than 1 where it was retried. */
  attempts = 1;

  constructor(code: PoolErrorCode, task: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.task = task;
  }
}

/** The caller's `AbortSignal` fired; `cause` is its `reason`. Named as the platform names it. */
export class TaskAbortError extends TaskError {
  override name = 'AbortError';
  /** Whether the task had begun: if not, it has had no effect. */
  readonly begun: boolean;

  constructor(task: string, reason: unknown, begun: boolean) {
    super('ABORT_ERR', task, `Task '${task}' was aborted`, { cause: reason });
    this.begun = begun;
  }
}

/** The task ran longer than its `timeout`; its worker was terminated. */
export class TaskTimeoutError extends TaskError {
  override name = 'TimeoutError';

  constructor(task: string, timeout: number) {
    super(
      'ERR_POOL_TIMEOUT',
      task,
      `Task '${task}' ran longer than its timeout of ${timeout} ms; its worker was terminated`,
      { cause: new DOMException(`The task ran longer than ${timeout} ms`, 'TimeoutError') },
    );
  }
}

/** The task ended well, but left something behind in its worker, and `residue` is 'throw'. */
export class TaskResidueError extends TaskError {
  override name = 'ResidueError';
  readonly residue: ResidueReport;

  constructor(residue: ResidueReport, cause: unknown) {
    const { task } = residue;
    const text = describeResidue(residue);
    super('ERR_POOL_RESIDUE', task, `Task '${task}' left behind: ${text}`, { cause });
    this.residue = residue;
  }
}

/** A broadcast failed on some threads; rejected when all of them had settled. */
export class BroadcastError extends PoolError {
  override name = 'BroadcastError';
  /** Of the threads where it went well. */
  readonly results: readonly { readonly threadId: number; readonly value: unknown }[];
  /** Of the others. */
  readonly failures: readonly { readonly threadId: number; readonly error: PoolError }[];

  constructor(
    task: string,
    results: BroadcastError['results'],
    failures: BroadcastError['failures'],
  ) {
    const errors = failures.map(({ error }) => error);
    const of = `${failures.length} of ${failures.length + results.length} threads`;
    const message = `Broadcast '${task}' failed on ${of}: ${errors[0]!.message}`;
    const cause = new AggregateError(errors, message);
    super('ERR_POOL_BROADCAST_FAILED', message, { cause });
    this.results = results;
    this.failures = failures;
  }
}

/** The pool takes no task now: its queue is full, or it is closed. */
export class PoolRefusedError extends PoolError {
  override name = 'PoolRefusedError';
}

/** An option or an argument is wrong; thrown by `createPool()`, rejected by `run()`. */
export class InvalidArgumentError extends PoolError {
  override name = 'InvalidArgumentError';

  constructor(message: string, options?: ErrorOptions) {
    super('ERR_POOL_INVALID_ARGUMENT', message, options);
  }
}
