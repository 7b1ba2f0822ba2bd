import type { Settings } from '../options.ts';
import type { RetireReason } from '../telemetry/stats.ts';
import type { Task } from '../tasks/task.ts';
import type { Thread } from '../threads/thread.ts';

/** What stopping tasks needs of the pool. */
export interface StoppingOwner {
  readonly settings: Settings;
  readonly supply: { end(thread: Thread, reason: RetireReason): void };
  readonly losses: { strand(thread: Thread, stranded: Task[], suspect: boolean): void };
  readonly quiescence: { onStopping(change: 1): void };
  readonly limits: { watch(ms: number): void };
}

/** Ends tasks that have begun: by themselves where they can, else with their thread. */
export class Stopping {
  readonly #owner: StoppingOwner;

  constructor(owner: StoppingOwner) {
    this.#owner = owner;
  }

  /** The task has begun, and is settled by the caller: it must stop, or its thread must go. */
  stop(thread: Thread, task: Task, why: RetireReason, reason: unknown): void {
    const { settings, quiescence, limits } = this.#owner;
    const { abortGrace } = settings;
    if (abortGrace === 0 || !thread.flight.isStoppable(task)) {
      // Taken out first, so that the thread does not account for it.
      thread.flight.remove(task);
      this.end(thread, why);
      return;
    }
    quiescence.onStopping(1);
    task.stopped = why;
    task.graceUntil = performance.now() + abortGrace;
    thread.stop(task, reason, abortGrace);
    this.#strand(thread);
    limits.watch(abortGrace);
  }

  end(thread: Thread, reason: RetireReason): void {
    this.#owner.supply.end(thread, reason);
    this.#strand(thread);
  }

  #strand(thread: Thread): void {
    this.#owner.losses.strand(thread, thread.flight.takeAll(), false);
  }
}
