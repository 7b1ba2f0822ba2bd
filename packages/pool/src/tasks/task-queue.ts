import { TaskList } from './task-list.ts';
import type { Task } from './task.ts';
import { Turns } from './turns.ts';

/** What tasks are sent from. */
export interface TaskSource {
  readonly first: Task | null;
  readonly size: number;
  remove(task: Task): void;
}

/**
 * The tasks that wait. The more urgent go first, but a task gains one level of priority for each
 * `ageing` ms that it waits, so none starves. Seen from any moment, the order of two tasks that
 * wait is the same: that of `submittedAt - priority * ageing`. So one list for each priority that
 * is in use is in order by itself, and only the heads are compared: O(priorities) for each task
 * that is sent, O(1) where all have the same. Where groups take turns in a list, its head is due
 * for all of them: whoever is next in the round gets there, so none starves either.
 */
export class TaskQueue implements TaskSource {
  size = 0;
  readonly #ageing: number;
  readonly #lists: Map<number, TaskList | Turns> = new Map();
  /** The only list; undefined when there are several. */
  #only: TaskList | Turns | undefined;

  constructor(ageing: number) {
    this.#ageing = ageing;
  }

  get first(): Task | null {
    if (this.#only) return this.#only.first;
    let first: Task | null = null;
    let least = Infinity;
    for (const [priority, { first: head }] of this.#lists) {
      if (!head) continue;
      const due = head.submittedAt - priority * this.#ageing;
      if (due > least || (due === least && first && head.order > first.order)) continue;
      least = due;
      first = head;
    }
    return first;
  }

  push(task: Task): void {
    this.#listOf(task).push(task);
    this.size += 1;
  }

  /** Gives it back, to be the next of its priority and group. */
  unshift(task: Task): void {
    this.#listOf(task).unshift(task);
    this.size += 1;
  }

  remove(task: Task): void {
    const list = this.#lists.get(task.priority)!;
    list.remove(task);
    this.size -= 1;
    if (list.size > 0 || this.#only === list) return;
    this.#lists.delete(task.priority);
    this.#only = this.#lists.size === 1 ? this.#lists.values().next().value : undefined;
  }

  /** Whether a task that is in this queue or in no list is in this one. */
  has(task: Task): boolean {
    return this.#lists.get(task.priority)?.has(task) ?? false;
  }

  /** By priority, not in the order of sending. Safe against removal of the visited task. */
  *[Symbol.iterator](): Generator<Task> {
    for (const list of this.#lists.values()) yield* list;
  }

  #listOf({ priority, group }: Task): TaskList | Turns {
    const found = this.#lists.get(priority);
    // Groups are paid for from the first task that has one.
    if (found && (group === undefined || found instanceof Turns)) return found;
    // An empty list of another priority is not needed any more.
    if (!found && this.#only?.size === 0) this.#lists.clear();
    const list = group === undefined ? new TaskList() : new Turns(found ?? new TaskList());
    this.#lists.set(priority, list);
    this.#only = this.#lists.size === 1 ? list : undefined;
    return list;
  }
}
