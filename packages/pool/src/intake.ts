import { PoolRefusedError, TaskAbortError } from './errors.ts';
import { wrong } from './option-checks.ts';
import type { Settings } from './options.ts';
import { STREAM } from './protocol/messages.ts';
import { readRun, type RunOptions } from './run-options.ts';
import { transferOf } from './tasks/move.ts';
import type { TaskLink } from './tasks/task-link.ts';
import { Task } from './tasks/task.ts';
import type { Counters } from './telemetry/stats.ts';

/** What tasks are handed to. */
interface Taker {
  readonly queue: { readonly size: number };
  readonly counters: Counters;
  submit(task: Task, signal: AbortSignal | undefined): void;
}

/** Checks what callers want to have run, and makes tasks of it. */
export class Intake {
  readonly #settings: Settings;
  readonly #taker: Taker;
  /** Why no task is taken any more. */
  #closed: string | undefined;

  constructor(settings: Settings, taker: Taker) {
    this.#settings = settings;
    this.#taker = taker;
  }

  /** Takes no more tasks: the pool is in that state. */
  close(state: string): void {
    this.#closed = state;
  }

  /** Takes a task, or throws; inside the promise of `run()` that is a rejection. */
  submit(
    name: string,
    args: readonly unknown[],
    options: RunOptions | undefined,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
    link: TaskLink | null,
  ): Task {
    const signal = options?.signal;
    this.check(name, args, signal);
    const { timeout, priority, retry, group } = readRun(this.#settings, options);
    const task = new Task(
      name,
      args,
      transferOf(args, options?.transfer),
      timeout,
      priority,
      link && link.flags & STREAM ? undefined : retry,
      group,
      resolve,
      reject,
    );
    task.link = link;
    this.#taker.submit(task, signal);
    return task;
  }

  /** Throws for what cannot be taken. */
  check(name: unknown, args: unknown, signal: AbortSignal | undefined): void {
    if (typeof name !== 'string' || name === '') {
      throw wrong('name', 'the name of an exported function', name);
    }
    if (!Array.isArray(args)) throw wrong('args', 'an array of the arguments', args);
    if (signal !== undefined) {
      if (!(signal instanceof AbortSignal)) throw wrong('signal', 'an AbortSignal', signal);
      if (signal.aborted) throw this.#refuse(new TaskAbortError(name, signal.reason, false));
    }
    if (this.#closed !== undefined) throw this.#refuse(this.refusal(`Task '${name}' was refused`));
    const { maxQueue } = this.#settings;
    if (this.#taker.queue.size < maxQueue) return;
    throw this.#refuse(
      new PoolRefusedError(
        'ERR_POOL_QUEUE_FULL',
        `Task '${name}' was refused: ${maxQueue} tasks wait already (maxQueue). Submit more slowly, or raise maxQueue`,
      ),
    );
  }

  refusal(what: string): PoolRefusedError {
    const message = `${what}: the pool '${this.#settings.name}' ${this.#closed}`;
    return new PoolRefusedError('ERR_POOL_CLOSED', message);
  }

  #refuse<E extends Error>(error: E): E {
    this.#taker.counters.refused += 1;
    return error;
  }
}
