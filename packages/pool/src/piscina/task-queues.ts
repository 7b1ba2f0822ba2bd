import type { queueOptionsSymbol } from './symbols.ts';

export interface Task {
  /** What the task carries under `queueOptionsSymbol`, or null. */
  readonly [queueOptionsSymbol]: object | null;
}

/** A task as queues and load balancers see it. */
export interface PiscinaTask extends Task {
  taskId: number;
  filename: string;
  name: string;
  /** `performance.now()` of `run()`. */
  created: number;
  /** It was given a signal; then it shares its thread with no other task. */
  isAbortable: boolean;
}

export interface TaskQueue {
  readonly size: number;
  shift(): Task | null;
  remove(task: Task): void;
  push(task: Task): void;
  unshift?(task: Task): void;
}

interface Node {
  readonly task: Task;
  prev: Node | null;
  next: Node | null;
}

/** First in, first out. Every method is O(1). */
export class FixedQueue implements TaskQueue {
  readonly #nodes: Map<Task, Node> = new Map();
  #first: Node | null = null;
  #last: Node | null = null;

  get size(): number {
    return this.#nodes.size;
  }

  isEmpty(): boolean {
    return this.#nodes.size === 0;
  }

  push(task: Task): void {
    const node: Node = { task, prev: this.#last, next: null };
    if (this.#last) this.#last.next = node;
    else this.#first = node;
    this.#last = node;
    this.#nodes.set(task, node);
  }

  unshift(task: Task): void {
    const node: Node = { task, prev: null, next: this.#first };
    if (this.#first) this.#first.prev = node;
    else this.#last = node;
    this.#first = node;
    this.#nodes.set(task, node);
  }

  shift(): Task | null {
    const task = this.#first?.task ?? null;
    if (task) this.remove(task);
    return task;
  }

  /** Does nothing when the task is not in it. */
  remove(task: Task): void {
    const node = this.#nodes.get(task);
    if (!node) return;
    this.#nodes.delete(task);
    if (node.prev) node.prev.next = node.next;
    else this.#first = node.next;
    if (node.next) node.next.prev = node.prev;
    else this.#last = node.prev;
  }
}

/** First in, first out, in an array that can be looked at. Taking one is O(n) in a long queue. */
export class ArrayTaskQueue implements TaskQueue {
  readonly tasks: Task[] = [];

  get size(): number {
    return this.tasks.length;
  }

  shift(): Task | null {
    return this.tasks.shift() ?? null;
  }

  push(task: Task): void {
    this.tasks.push(task);
  }

  unshift(task: Task): void {
    this.tasks.unshift(task);
  }

  /** @throws Error when the task is not in it */
  remove(task: Task): void {
    const index = this.tasks.indexOf(task);
    if (index === -1) throw new Error('The task is not in this queue');
    this.tasks.splice(index, 1);
  }
}

export function isTaskQueue(value: unknown): value is TaskQueue {
  if (typeof value !== 'object' || value === null || !('size' in value)) return false;
  const { shift, remove, push } = value as Partial<TaskQueue>;
  return [shift, remove, push].every((method) => typeof method === 'function');
}
