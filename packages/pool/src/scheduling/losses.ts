import { TaskError } from '../errors.ts';
import type { Settings } from '../options.ts';
import { sharedClock } from '../protocol/claims.ts';
import type { Ledger } from '../tasks/ledger.ts';
import type { TaskQueue } from '../tasks/task-queue.ts';
import type { Task } from '../tasks/task.ts';
import {
  cannotStart,
  causeOf,
  notBegun,
  resultLost,
  runningLost,
  transferLost,
} from '../threads/failures.ts';
import type { Thread } from '../threads/thread.ts';

const sharedNow = sharedClock();

/** A task is given up when more workers than this died, with nothing done, of what it was in. */
const MAX_STRANDINGS = 3;

/** What becomes of tasks that gave no result: they run elsewhere, or again, or are rejected. */
export class Losses {
  readonly #settings: Settings;
  readonly #queue: TaskQueue;
  readonly #ledger: Ledger;

  constructor(settings: Settings, queue: TaskQueue, ledger: Ledger) {
    this.#settings = settings;
    this.#queue = queue;
    this.#ledger = ledger;
  }

  /** For good: it is in no list any more. */
  reject(task: Task, error: Error): void {
    if (task.thread) task.thread.flight.remove(task);
    else if (this.#queue.has(task)) this.#queue.remove(task);
    if (error instanceof TaskError) error.attempts = task.attempts;
    this.#ledger.fail(task, error);
  }

  /** The pool is destroyed. */
  giveUp(tasks: Iterable<Task>): void {
    for (const task of tasks) {
      const message = `Task '${task.name}' had not settled when the pool was destroyed`;
      this.reject(task, new TaskError('ERR_POOL_DESTROYED', task.name, message));
    }
  }

  /** A task that had begun: run again if its caller declared that it may be. */
  fail(task: Task, error: TaskError): void {
    error.attempts = task.attempts;
    if (!this.#mayRetry(task, error)) {
      this.reject(task, error);
      return;
    }
    if (task.thread) task.thread.flight.remove(task);
    task.attempts += 1;
    task.strandings = 0;
    task.submittedAt = sharedNow();
    this.#ledger.counters.retried += 1;
    // Behind the others: what kills its worker each time must not keep them waiting.
    this.#queue.push(task);
  }

  /** What a thread had not begun goes back to the head of the queue, in order. */
  strand(thread: Thread, stranded: Task[], suspect: boolean): void {
    for (const task of stranded.toReversed()) {
      if (suspect) task.strandings += 1;
      if (task.transfer) {
        this.reject(task, transferLost(task, thread));
      } else if (task.strandings > MAX_STRANDINGS) {
        this.reject(task, cannotStart(task, this.#settings.module, causeOf(thread), true));
      } else {
        this.#ledger.counters.rerun += 1;
        this.#queue.unshift(task);
      }
    }
  }

  /** The thread is gone. Returns whether a task had begun on it. */
  onExit(thread: Thread, onStopped: (task: Task) => void): boolean {
    const stranded = thread.flight.takeAll();
    // Broadcasts that it had not begun are all that is left of those.
    for (const task of thread.flight.tasks) {
      if (!thread.flight.hasBegun(task) && !task.stopped) this.reject(task, notBegun(task, thread));
    }
    const begun = [...thread.flight.tasks];
    // A worker that ends with nothing done may have died of what it was sent.
    const suspect = thread.reason === 'unreadable' || begun.length + thread.answered === 0;
    this.strand(thread, stranded, suspect);
    for (const task of begun) {
      if (task.stopped) {
        thread.flight.remove(task);
        onStopped(task);
        continue;
      }
      // Tasks begin in order, so at one at a time only the last can still have been running; but a
      // stream lets others run while it waits.
      const ran = this.#settings.concurrency === 1 && task !== begun.at(-1) && !task.link;
      this.fail(task, ran ? resultLost(task, thread) : runningLost(task, thread));
    }
    return begun.length > 0;
  }

  #mayRetry(task: Task, error: TaskError): boolean {
    const { retry } = task;
    // What has moved its buffers away has nothing left to be sent again.
    if (!retry || task.attempts > retry.times || task.transfer) return false;
    try {
      return retry.when?.(error, task.attempts) ?? true;
    } catch (error_) {
      process.nextTick(() => {
        throw error_;
      });
      return false;
    }
  }
}
