import {
  createWords,
  hasBegun,
  isStoppable,
  resultBytes,
  nextId,
  offer,
  slotOf,
  stopTask,
  SLOTS,
  takeBack,
  elapsed,
} from '../protocol/claims.ts';
import { submittedTimes } from '../protocol/timings.ts';
import { TaskList } from '../tasks/task-list.ts';
import type { Carrier, Task } from '../tasks/task.ts';

/**
 * The tasks that are with one thread, in the order in which they were sent; the pool's side of
 * the claim table. Every method is O(1) but for those that return many tasks.
 */
export class Flight {
  readonly words: Int32Array = createWords();
  readonly tasks: TaskList = new TaskList();
  readonly #bytes = resultBytes(this.words);
  readonly #submitted = submittedTimes(this.words);
  readonly #slots: (Task | null)[] = Array.from({ length: SLOTS }, () => null);
  #id = 0;

  /** Bytes that were moved to this thread. */
  bytesSent = 0;

  /** Bytes of buffers that were copied to this thread. */
  bytesSentCopied = 0;

  /** Bytes that were moved to this thread and back. */
  get bytesMoved(): number {
    return this.bytesSent + this.#bytes[0]!;
  }

  /** Bytes of buffers that were copied to this thread and back. */
  get bytesCopied(): number {
    return this.bytesSentCopied + this.#bytes[1]!;
  }

  /** A task that was asked to stop still runs. */
  get hasStopped(): boolean {
    for (const task of this.tasks) if (task.stopped) return true;
    return false;
  }

  get size(): number {
    return this.tasks.size;
  }

  /** Gives the task a free number on this thread. There are always more slots than tasks. */
  add(task: Task, thread: Carrier): number {
    let id = nextId(this.#id);
    while (this.#slots[slotOf(id)] !== null) id = nextId(id);
    this.#id = id;
    this.#slots[slotOf(id)] = task;
    task.id = id;
    task.thread = thread;
    this.tasks.push(task);
    this.#submitted[slotOf(id)] = task.submittedAt;
    offer(this.words, id);
    return id;
  }

  /** The task of that number; null when it has settled otherwise. */
  find(id: number): Task | null {
    const task = this.#slots[slotOf(id)];
    return task?.id === id ? task : null;
  }

  /** Nothing runs on the thread, though streams that wait for their consumers may be there. */
  get isFree(): boolean {
    for (const task of this.tasks) if (!task.link?.rests) return false;
    return true;
  }

  /** The task of that number, now out of the list; null when it has settled otherwise. */
  land(id: number): Task | null {
    const task = this.#slots[slotOf(id)];
    if (!task || task.id !== id) return null;
    this.remove(task);
    return task;
  }

  remove(task: Task): void {
    this.#slots[slotOf(task.id)] = null;
    this.tasks.remove(task);
    task.id = 0;
    task.thread = null;
  }

  hasBegun(task: Task): boolean {
    return hasBegun(this.words, task.id);
  }

  /** The task has begun and can be asked to stop. */
  isStoppable(task: Task): boolean {
    return isStoppable(this.words, task.id);
  }

  stop(task: Task): void {
    stopTask(this.words, task.id);
  }

  /** Milliseconds since a begun task began; known for killable tasks only. */
  elapsed(task: Task, clock: number): number {
    return elapsed(this.words, task.id, clock);
  }

  /** True when the task had not begun; then it is out of the list and never will be run here. */
  takeBack(task: Task): boolean {
    if (!takeBack(this.words, task.id)) return false;
    this.remove(task);
    return true;
  }

  /** Takes back up to `count` of the tasks sent last, which keep their order. */
  takeLast(count: number): TaskList {
    const taken = new TaskList();
    let task = this.tasks.last;
    while (task && taken.size < count) {
      const { prev } = task;
      // Moved buffers cannot be sent twice; and a thread begins its tasks in order.
      if (task.transfer || task.bound || !this.takeBack(task)) break;
      taken.unshift(task);
      task = prev;
    }
    return taken;
  }

  /** Takes back every task that has not begun and may run elsewhere, in order. */
  takeAll(): Task[] {
    return [...this.tasks].filter((task) => !task.bound && this.takeBack(task));
  }
}
