import type { Settings } from '../options.ts';
import type { Counters } from '../telemetry/stats.ts';
import type { TaskQueue } from '../tasks/task-queue.ts';
import type { Thread } from '../threads/thread.ts';

/** A thread is sent about so many milliseconds of work ahead; see `#window`. */
const AHEAD_MS = 16;
const MAX_WINDOW = 128;

/** Decides which thread gets which task. Costs O(threads) for each batch, not for each task. */
export class Dispatch {
  readonly #queue: TaskQueue;
  readonly #threads: ReadonlySet<Thread>;
  readonly #counters: Counters;
  readonly #settings: Settings;
  /**
   * Running time of a task, in ms: moving geometric mean over all threads. One long task among many
   * small ones must not make the messages of the small ones small for long.
   */
  #mean = 0.5;

  constructor(
    queue: TaskQueue,
    threads: ReadonlySet<Thread>,
    counters: Counters,
    settings: Settings,
  ) {
    this.#queue = queue;
    this.#threads = threads;
    this.#counters = counters;
    this.#settings = settings;
  }

  /** Learns from `count` answers that took `busyMs` together. */
  record(count: number, busyMs: number): void {
    const took = Math.max(busyMs / count, 0.0001);
    this.#mean *= (took / this.#mean) ** Math.min(1, count / 32);
  }

  run(): void {
    if (this.#settings.spares !== undefined) {
      this.#isolate();
      return;
    }
    if (this.#queue.size > 0) this.#distribute();
    if (this.#queue.size === 0) this.#balance();
  }

  /** There is one task and no more: its answer may come before anything else is to be done. */
  awaitAnswer(): void {
    for (const thread of this.#threads) if (thread.flight.size === 1) thread.awaitAnswer();
  }

  /** Fills the least busy thread up to the level that all would have, until no room is left. */
  #distribute(): void {
    const queue = this.#queue;
    while (queue.size > 0) {
      let ready = 0;
      let sent = 0;
      let least: Thread | undefined;
      for (const thread of this.#threads) {
        if (!thread.ready) continue;
        ready += 1;
        sent += thread.flight.size;
        if (!least || thread.flight.size < least.flight.size) least = thread;
      }
      if (!least) return;
      const { size } = least.flight;
      const head = queue.first!;
      if (head.transfer) {
        // What was moved cannot be taken back, so it waits until a thread can begin it at once.
        if (size > 0 && !least.flight.isFree) return;
        least.sendMoving(queue);
        continue;
      }
      const room = this.#window() - size;
      if (room <= 0) return;
      const level = Math.ceil((sent + queue.size) / ready);
      least.send(queue, Math.min(room, Math.max(1, level - size)));
    }
  }

  /** One task for each thread that has had none; spares do not count as threads in use. */
  #isolate(): void {
    const queue = this.#queue;
    let free = this.#settings.maxThreads;
    for (const thread of this.#threads) if (thread.flight.size > 0) free -= 1;
    for (const thread of this.#threads) {
      const head = queue.first;
      if (!head || free <= 0) return;
      if (!thread.ready || thread.flight.size > 0 || thread.answered > 0) continue;
      if (head.transfer) thread.sendMoving(queue);
      else thread.send(queue, 1);
      free -= 1;
    }
  }

  /** An idle thread takes over half of what the busiest one has not begun. */
  #balance(): void {
    for (const idle of this.#threads) {
      if (!idle.ready || idle.flight.size > 0) continue;
      let busiest: Thread | undefined;
      for (const thread of this.#threads) {
        if (thread.flight.size > (busiest?.flight.size ?? 1)) busiest = thread;
      }
      if (!busiest) return;
      const taken = busiest.flight.takeLast(busiest.flight.size >> 1);
      if (taken.size === 0) return;
      this.#counters.stolen += taken.size;
      idle.send(taken, taken.size);
    }
  }

  /**
   * Small tasks go in large messages; of large ones only what keeps the thread from waiting, so
   * that they stay in order and their arguments are not copied long before they are needed.
   */
  #window(): number {
    const tasks = Math.ceil(AHEAD_MS / Math.max(this.#mean, 0.001));
    return Math.max(this.#settings.concurrency + 1, Math.min(tasks, MAX_WINDOW));
  }
}
