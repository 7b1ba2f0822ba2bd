import { inspect } from 'node:util';
import { decodeError } from '../protocol/error-codec.ts';
import { PoolError, TaskError, TaskResidueError, type PoolErrorCode } from '../errors.ts';
import type { Failure } from '../protocol/messages.ts';
import type { Task } from '../tasks/task.ts';
import type { Thread } from './thread.ts';

/** The error for a task that the worker answered with a failure. */
export function taskFailure(task: Task, failure: Failure): TaskError {
  const cause = decodeError(failure.error);
  const { name } = task;
  const text = describe(cause);
  if (failure.kind === 'no-such-task') {
    return new TaskError('ERR_POOL_NO_SUCH_TASK', name, text, { cause });
  }
  if (failure.kind === 'not-cloneable') {
    const message = `The result of task '${name}' cannot be cloned: ${text}. ${/Generator/.test(text) ? 'Its values can be had with pool.stream()' : 'Return plain data, or the parts that can be cloned'}`;
    return new TaskError('ERR_POOL_RESULT_NOT_CLONEABLE', name, message, { cause });
  }
  if (failure.residue) return new TaskResidueError(failure.residue, cause);
  if (failure.kind === 'clean-up') {
    const message = `What task '${name}' deferred threw: ${text}`;
    return new TaskError('ERR_POOL_CLEAN_UP_FAILED', name, message, { cause });
  }
  return new TaskError('ERR_POOL_TASK_FAILED', name, `Task '${name}' threw: ${text}`, { cause });
}

export function unsendable(task: Task, cause: unknown): TaskError {
  const message = `An argument of task '${task.name}' cannot be cloned or transferred: ${describe(cause)}`;
  return new TaskError('ERR_POOL_ARGUMENT_NOT_CLONEABLE', task.name, message, { cause });
}

/** The error for the task that was running when its worker ended. */
export function runningLost(task: Task, thread: Thread): TaskError {
  const [code, text] = howItEnded(thread);
  const message = `The worker of task '${task.name}' ${text} while the task was running`;
  return new TaskError(code, task.name, message, { cause: causeOf(thread, text) });
}

/** The error for a task that had run to its end, but whose result died with the worker. */
export function resultLost(task: Task, thread: Thread): TaskError {
  const [, text] = howItEnded(thread);
  const message = `Task '${task.name}' ran, but its worker ${text} before the result was sent`;
  return new TaskError('ERR_POOL_RESULT_LOST', task.name, message, {
    cause: causeOf(thread, text),
  });
}

/** The error for a task that never began, but had moved its arguments to the dead worker. */
export function transferLost(task: Task, thread: Thread): TaskError {
  const [, text] = howItEnded(thread);
  const message = `Task '${task.name}' had not begun when its worker ${text}, but the buffers in its transfer list are gone, so it cannot be run again. Copy them instead, or keep a copy to call run() anew`;
  return new TaskError('ERR_POOL_TRANSFER_LOST', task.name, message, {
    cause: causeOf(thread, text),
  });
}

/** The error for a broadcast that its thread did not come to. */
export function notBegun(task: Task, thread: Thread): TaskError {
  const [code, text] = howItEnded(thread);
  const message = `Thread ${thread.threadId} ${text} before it began '${task.name}'`;
  return new TaskError(code, task.name, message, { cause: causeOf(thread, text) });
}

/** The error for tasks that no thread can be had for. */
export function cannotStart(
  task: Task,
  module: string,
  cause: unknown,
  loaded: boolean,
): TaskError {
  if (cause instanceof PoolError && cause.code === 'ERR_POOL_INIT_FAILED') {
    const message = `Task '${task.name}' cannot run: ${cause.message}`;
    return new TaskError(cause.code, task.name, message, { cause: cause.cause });
  }
  return loaded
    ? new TaskError(
        'ERR_POOL_THREAD_START',
        task.name,
        `Task '${task.name}' was given up: workers end before they begin a task: ${describe(cause)}`,
        { cause },
      )
    : new TaskError(
        'ERR_POOL_MODULE_LOAD',
        task.name,
        `Task '${task.name}' cannot run: no worker can load ${module}: ${describe(cause)}`,
        { cause },
      );
}

export function causeOf(thread: Thread, text: string = howItEnded(thread)[1]): unknown {
  const { exitCode } = thread;
  return thread.failure ?? Object.assign(new Error(`The worker ${text}`), { exitCode });
}

function howItEnded(thread: Thread): [PoolErrorCode, string] {
  const { reason, failure, exitCode } = thread;
  if ((failure as { code?: unknown } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return ['ERR_POOL_OUT_OF_MEMORY', 'ran out of memory'];
  }
  switch (reason) {
    case 'aborted':
    case 'timeout':
      return [
        'ERR_POOL_WORKER_TERMINATED',
        'was terminated because of another task that ran on it',
      ];
    case 'resigned':
      return ['ERR_POOL_WORKER_EXITED', 'closed its parentPort'];
    case 'unreadable':
      return ['ERR_POOL_WORKER_CRASHED', `sent or got a message that cannot be read`];
    case 'crashed':
      return ['ERR_POOL_WORKER_CRASHED', `died of an uncaught error (${describe(failure)})`];
    default:
      return ['ERR_POOL_WORKER_EXITED', `exited with code ${exitCode}`];
  }
}

function describe(value: unknown): string {
  // Messages of DOMException end with a stop, and more is said after them here.
  if (value instanceof Error) return `${value.name}: ${value.message.replace(/\.$/, '')}`;
  return typeof value === 'string' ? value : inspect(value, { depth: 0 });
}
