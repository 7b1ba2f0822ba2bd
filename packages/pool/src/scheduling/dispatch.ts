import type { Counters } from '../telemetry/stats.ts';
import type { TaskList } from '../tasks/task-list.ts';
import type { Task } from '../tasks/task.ts';
import type { Thread } from '../threads/thread.ts';

/** A thread is sent about so many milliseconds of work ahead; see `#window`. */
const AHEAD_MS = 16;
const MAX_WINDOW = 128;

/** Decides which thread gets which task. Costs O(threads) for each batch, not for each task. */
export class Dispatch {
  readonly #queue: TaskList;
  readonly #threads: ReadonlySet<Thread>;
  readonly #counters: Counters;
  readonly #concurrency: number;
  readonly #onSend: (task: Task) => void;
  /** Running time of a task, in ms: moving average over all threads. */
  #mean = 0.5;

  constructor(
    queue: TaskList,
    threads: ReadonlySet<Thread>,
    counters: Counters,
    concurrency: number,
    onSend: (task: Task) => void,
  ) {
    this.#queue = queue;
    this.#threads = threads;
    this.#counters = counters;
    this.#concurrency = concurrency;
    this.#onSend = onSend;
  }

  /** Learns from `count` answers that took `busyMs` together. */
  record(count: number, busyMs: number): void {
    this.#mean += (busyMs / count - this.#mean) * Math.min(1, count / 32);
  }

  run(): void {
    if (this.#queue.size > 0) this.#distribute();
    if (this.#queue.size === 0) this.#balance();
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
        if (size > 0) return;
        this.#onSend(head);
        least.sendMoving(queue);
        continue;
      }
      const room = this.#window() - size;
      if (room <= 0) return;
      const level = Math.ceil((sent + queue.size) / ready);
      this.#send(least, queue, Math.min(room, Math.max(1, level - size)));
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
      this.#send(idle, taken, taken.size);
    }
  }

  #send(thread: Thread, list: TaskList, count: number): void {
    let task = list.first;
    for (let left = count; task && left > 0; left -= 1) {
      this.#onSend(task);
      task = task.next;
    }
    thread.send(list, count);
  }

  /**
   * Small tasks go in large messages; of large ones only what keeps the thread from waiting, so
   * that they stay in order and their arguments are not copied long before they are needed.
   */
  #window(): number {
    const tasks = Math.ceil(AHEAD_MS / Math.max(this.#mean, 0.001));
    return Math.max(this.#concurrency + 1, Math.min(tasks, MAX_WINDOW));
  }
}
