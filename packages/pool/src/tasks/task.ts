import type { TaskError } from '../errors.ts';
import type { TaskLink } from './task-link.ts';
import type { RetireReason } from '../telemetry/stats.ts';

/** The thread that a task is with, as far as the task knows it. */
export interface Carrier {
  /** Tells the worker that so many values of the task's stream were taken. */
  grant(task: Task, count: number): void;
  readonly flight: { takeBack(task: Task): boolean; remove(task: Task): void };
}

/** The tasks that wait on one AbortSignal, with the one listener for all of them. */
export interface SignalWatch {
  readonly signal: AbortSignal;
  readonly tasks: Set<Task>;
  readonly onAbort: () => void;
}

/** Whether a task that has begun and failed may be run again. */
export interface Retry {
  /** How often, after the first run. */
  readonly times: number;
  /** Whether to, after this failure of that attempt (1 is the first). @default always */
  readonly when?: ((error: TaskError, attempt: number) => boolean) | undefined;
}

/** Things that `postMessage` can move instead of copy. */
export type Transferable = import('node:worker_threads').Transferable;

/**
 * One task, from `run()` until it settles. It is always in exactly one list: the pool's queue or
 * the flight list of one thread. All fields exist from the start: one hidden class.
 */
export class Task {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly transfer: readonly Transferable[] | undefined;
  /** Milliseconds of running; 0 for no limit. */
  readonly timeout: number;
  readonly priority: number;
  readonly retry: Retry | undefined;
  /** Groups of one priority take turns. */
  readonly group: string | undefined;
  /** On the clock that all threads share; set when it is submitted. */
  submittedAt = 0;
  /** Counts up with the tasks of the pool: breaks ties. */
  order = 0;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  prev: Task | null = null;
  next: Task | null = null;
  thread: Carrier | null = null;
  /** Its number on that thread; 0 when it is not with a thread. */
  id = 0;
  watch: SignalWatch | null = null;
  /** How often it was with a worker that ended with nothing done. */
  strandings = 0;
  /** Which run of it this is, or will be. */
  attempts = 1;

  /**
   * Set when the task has settled for its caller, but runs on for its grace: why it was stopped,
   * and when its thread is ended if it has not ended by then.
   */
  stopped: RetireReason | null = null;
  graceUntil = 0;
  /** It is for this thread and no other: a broadcast. */
  bound = false;
  /** For what goes to the caller before it settles. */
  link: TaskLink | null = null;

  constructor(
    name: string,
    args: readonly unknown[],
    transfer: readonly Transferable[] | undefined,
    timeout: number,
    priority: number,
    retry: Retry | undefined,
    group: string | undefined,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.name = name;
    this.args = args;
    this.transfer = transfer;
    this.timeout = timeout;
    this.priority = priority;
    this.retry = retry;
    this.group = group;
    this.resolve = resolve;
    this.reject = reject;
  }

  /** True when it can be killed alone: by its signal or by its timeout. */
  get killable(): boolean {
    return this.timeout > 0 || this.watch !== null;
  }
}
