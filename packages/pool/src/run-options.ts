import { inRange, wrong } from './option-checks.ts';
import type { Settings } from './options.ts';
import { readRetry, readTimeout } from './read-options.ts';
import type { Retry, Transferable } from './tasks/task.ts';

export interface RunOptions {
  /** Aborts the task, waiting or running; its promise rejects at once with an `AbortError`. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that this task may run; 0 for no limit. @default the pool's `timeout` */
  timeout?: number | undefined;
  /** Called with what the task tells by `task.progress()`, in order, before it settles. */
  onProgress?: ((value: unknown) => void) | undefined;
  /**
   * What to move to the worker instead of copying; 'auto' is every buffer, port and stream in the
   * arguments. See also `move()`. A task with moved buffers is sent alone and
   * cannot be run again if its worker dies.
   */
  transfer?: readonly Transferable[] | 'auto' | undefined;
  /**
   * The more urgent task goes first: a whole number from -1000 to 1000. A waiting task gains one
   * level for each `ageing` ms of the pool, so none starves. What was sent ahead to a thread (16 ms
   * of work at most) is not overtaken. @default 0
   */
  priority?: number | undefined;
  /**
   * Whose task it is: a tenant, a user, a queue. Waiting tasks of one priority are sent in turns,
   * one of each group, so a group that submits thousands does not keep the others waiting. Tasks
   * without a group are one group together. What was sent ahead to a thread is not overtaken.
   * @default none
   */
  group?: string | undefined;
  /**
   * How often a task that has begun and failed may be run again: it threw, or its worker died. Say
   * so only of a task that may run twice. Aborts, timeouts and a task that moved its buffers are
   * final; so is an unknown name, or a result that cannot be cloned. @default the pool's `retry`
   */
  retry?: number | Retry | undefined;
}

/** There is no retry: values that were given cannot be taken back. */
export interface StreamOptions extends Omit<RunOptions, 'retry'> {
  /** Values that may be on the way or not yet taken; then the generator waits. @default 16 */
  buffer?: number | undefined;
}

export interface BroadcastOptions extends Pick<RunOptions, 'signal' | 'timeout'> {
  /**
   * Threads that are added later run it too, before their first task; the last call of each name.
   * One on which it fails is ended. @default false
   */
  later?: boolean | undefined;
}

/** What `new Task()` needs of the options of one call. */
export interface RunSettings {
  readonly timeout: number;
  readonly priority: number;
  readonly retry: Retry | undefined;
  readonly group: string | undefined;
}

export function readRun(settings: Settings, options: RunOptions | undefined): RunSettings {
  if (options === undefined) return settings;
  const { timeout, priority = 0, retry, group } = options;
  if (group !== undefined && typeof group !== 'string') throw wrong('group', 'a string', group);
  return {
    timeout: timeout === undefined ? settings.timeout : readTimeout('timeout', timeout),
    priority: priority === 0 ? 0 : inRange('priority', priority, -1000, 1000),
    retry: retry === undefined ? settings.retry : readRetry(retry),
    group,
  };
}
