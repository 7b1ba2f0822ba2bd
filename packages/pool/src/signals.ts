import type { Task } from './task.ts';

/** The tasks that wait on one AbortSignal, with the one listener for all of them. */
export class SignalWatch {
  readonly signal: AbortSignal;
  readonly tasks: Set<Task> = new Set();
  readonly onAbort: () => void;

  constructor(signal: AbortSignal, onAbort: (watch: SignalWatch) => void) {
    this.signal = signal;
    this.onAbort = () => onAbort(this);
    signal.addEventListener('abort', this.onAbort, { once: true });
  }
}

/**
 * One listener per signal and pool, however many tasks share the signal, and none when the last
 * of them has settled: a listener per task is a leak on every long-lived signal.
 */
export class Signals {
  readonly #watches: Map<AbortSignal, SignalWatch> = new Map();
  readonly #abort: (task: Task, reason: unknown) => void;

  constructor(abort: (task: Task, reason: unknown) => void) {
    this.#abort = abort;
  }

  watch(task: Task, signal: AbortSignal): void {
    let watch = this.#watches.get(signal);
    if (!watch) {
      watch = new SignalWatch(signal, (fired) => {
        for (const one of fired.tasks) this.#abort(one, fired.signal.reason);
      });
      this.#watches.set(signal, watch);
    }
    watch.tasks.add(task);
    task.watch = watch;
  }

  unwatch(task: Task): void {
    const { watch } = task;
    if (!watch) return;
    task.watch = null;
    watch.tasks.delete(task);
    if (watch.tasks.size > 0) return;
    watch.signal.removeEventListener('abort', watch.onAbort);
    this.#watches.delete(watch.signal);
  }
}
