import { publishTask } from '../telemetry/diagnostics.ts';
import { Signals } from './signals.ts';
import { Counters } from '../telemetry/stats.ts';
import type { Task } from './task.ts';

/** What the ledger tells its owner. */
export interface LedgerOwner {
  onFirst(): void;
  onLast(): void;
  onAbort(task: Task, reason: unknown): void;
}

/** Every task is entered once and settled once: here, and nowhere else. */
export class Ledger {
  readonly counters: Counters = new Counters();
  /** Tasks that have not settled. */
  pending = 0;
  readonly #pool: string;
  readonly #owner: LedgerOwner;
  readonly #signals: Signals;

  constructor(pool: string, owner: LedgerOwner) {
    this.#pool = pool;
    this.#owner = owner;
    this.#signals = new Signals((task, reason) => owner.onAbort(task, reason));
  }

  /** Listeners on signals. */
  get listeners(): number {
    return this.#signals.size;
  }

  enter(task: Task, signal: AbortSignal | undefined): void {
    this.counters.submitted += 1;
    this.pending += 1;
    if (this.pending === 1) this.#owner.onFirst();
    if (signal) this.#signals.watch(task, signal);
  }

  complete(task: Task, value: unknown): void {
    this.counters.completed += 1;
    this.#forget(task);
    task.resolve(value);
    publishTask(this.#pool, task.name, 'completed');
  }

  fail(task: Task, error: Error): void {
    this.counters.failed += 1;
    this.#forget(task);
    task.reject(error);
    publishTask(this.#pool, task.name, 'failed', error);
  }

  abort(task: Task, error: Error): void {
    this.counters.aborted += 1;
    this.#forget(task);
    task.reject(error);
    publishTask(this.#pool, task.name, 'aborted', error);
  }

  /** Nothing of it may stay behind. */
  #forget(task: Task): void {
    this.#signals.unwatch(task);
    this.pending -= 1;
    if (this.pending === 0) this.#owner.onLast();
  }
}
