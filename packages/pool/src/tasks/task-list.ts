import type { Task } from './task.ts';

/** First in, first out, with O(1) removal from anywhere: the links are in the tasks. */
export class TaskList {
  first: Task | null = null;
  last: Task | null = null;
  size = 0;

  push(task: Task): void {
    task.prev = this.last;
    task.next = null;
    if (this.last) this.last.next = task;
    else this.first = task;
    this.last = task;
    this.size += 1;
  }

  unshift(task: Task): void {
    task.next = this.first;
    task.prev = null;
    if (this.first) this.first.prev = task;
    else this.last = task;
    this.first = task;
    this.size += 1;
  }

  remove(task: Task): void {
    if (task.prev) task.prev.next = task.next;
    else this.first = task.next;
    if (task.next) task.next.prev = task.prev;
    else this.last = task.prev;
    task.prev = null;
    task.next = null;
    this.size -= 1;
  }

  /** Whether a task that is in this list or in none is in this one. */
  has(task: Task): boolean {
    return task.prev !== null || task.next !== null || this.first === task;
  }

  /** Safe against removal of the task that is being visited. */
  *[Symbol.iterator](): Generator<Task> {
    let task = this.first;
    while (task) {
      const { next } = task;
      yield task;
      task = next;
    }
  }
}
