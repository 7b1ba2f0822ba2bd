import { Alarm } from '../timers/alarm.ts';
import { sharedClock } from '../protocol/claims.ts';
import type { Task } from '../tasks/task.ts';
import type { Thread } from '../threads/thread.ts';

/** What the limits need of the pool. */
export interface LimitsOwner {
  readonly neutral: (start: () => void) => void;
  readonly supply: { readonly threads: ReadonlySet<Thread> };
  /** The task ran longer than its timeout, or than the grace that it was given to stop. */
  onOverdue(thread: Thread, task: Task): void;
}

/**
 * The time limits of all tasks, with one timer. A timeout counts from the start of the task, which
 * its worker writes into shared memory: the timer looks there, and looks again later if need be.
 */
export class TimeLimits {
  readonly #owner: LimitsOwner;
  readonly #alarm: Alarm;
  readonly #clock = sharedClock();

  constructor(owner: LimitsOwner) {
    this.#owner = owner;
    this.#alarm = new Alarm(owner.neutral, () => this.#look());
  }

  /** A task may be overdue in `ms`, and not before. */
  watch(ms: number): void {
    this.#alarm.within(ms, performance.now());
  }

  get timers(): number {
    return this.#alarm.isSet ? 1 : 0;
  }

  clear(): void {
    this.#alarm.clear();
  }

  /** Returns the ms to the next look. */
  #look(): number {
    let next = Infinity;
    for (const thread of this.#owner.supply.threads) {
      for (const task of thread.flight.tasks) {
        const left = this.#left(thread, task);
        if (left > 0) {
          next = Math.min(next, left);
          continue;
        }
        this.#owner.onOverdue(thread, task);
        // What else is with the thread has moved: look again.
        next = 1;
        break;
      }
    }
    return next;
  }

  #left(thread: Thread, task: Task): number {
    if (task.stopped) return task.graceUntil - performance.now();
    if (task.timeout === 0) return Infinity;
    if (!thread.flight.hasBegun(task)) return task.timeout;
    return task.timeout - thread.flight.elapsed(task, this.#clock());
  }
}
