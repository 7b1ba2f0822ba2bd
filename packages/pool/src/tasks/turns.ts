import { TaskList } from './task-list.ts';
import type { Task } from './task.ts';

/** The waiting tasks of one group, in a ring of groups. */
interface Group {
  readonly tasks: TaskList;
  prev: Group;
  next: Group;
}

/**
 * Tasks of one priority whose groups take turns: one task of each, then the next of each. However
 * much one group submits, another waits for one task of every group at most. All O(1).
 */
export class Turns {
  size = 0;
  readonly #groups: Map<string | undefined, Group> = new Map();
  /** Whose turn it is. */
  #turn: Group | undefined;

  constructor(ungrouped: TaskList) {
    if (ungrouped.size > 0) this.#enter(undefined, ungrouped);
    this.size = ungrouped.size;
  }

  get first(): Task | null {
    return this.#turn ? this.#turn.tasks.first : null;
  }

  push(task: Task): void {
    this.#groupOf(task).tasks.push(task);
    this.size += 1;
  }

  /** Gives it back, to be the next of its group. */
  unshift(task: Task): void {
    this.#groupOf(task).tasks.unshift(task);
    this.size += 1;
  }

  remove(task: Task): void {
    const group = this.#groups.get(task.group)!;
    const { tasks, prev, next } = group;
    const hadItsTurn = group === this.#turn && task === tasks.first;
    tasks.remove(task);
    this.size -= 1;
    if (tasks.size === 0) {
      this.#groups.delete(task.group);
      prev.next = next;
      next.prev = prev;
      if (group === this.#turn) this.#turn = next === group ? undefined : next;
    } else if (hadItsTurn) {
      this.#turn = next;
    }
  }

  has(task: Task): boolean {
    return this.#groups.get(task.group)?.tasks.has(task) ?? false;
  }

  /** Group by group. Safe against removal of the task that is being visited. */
  *[Symbol.iterator](): Generator<Task> {
    for (const { tasks } of Array.from(this.#groups.values())) yield* tasks;
  }

  #groupOf(task: Task): Group {
    return this.#groups.get(task.group) ?? this.#enter(task.group, new TaskList());
  }

  /** A group that comes anew is the last of this round. */
  #enter(name: string | undefined, tasks: TaskList): Group {
    const turn = this.#turn;
    const group = { tasks } as Group;
    group.next = turn ?? group;
    group.prev = turn?.prev ?? group;
    group.prev.next = group;
    group.next.prev = group;
    this.#turn ??= group;
    this.#groups.set(name, group);
    return group;
  }
}
