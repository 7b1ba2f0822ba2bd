import type { SignalWatch, Task } from './task.ts';

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

  /** Signals with a listener. */
  get size(): number {
    return this.#watches.size;
  }

  watch(task: Task, signal: AbortSignal): void {
    let watch = this.#watches.get(signal);
    if (!watch) {
      const tasks: Set<Task> = new Set();
      const onAbort = (): void => {
        for (const one of tasks) this.#abort(one, signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      watch = { signal, tasks, onAbort };
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
