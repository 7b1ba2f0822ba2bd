import type { Worker } from 'node:worker_threads';

/** Dead workers to remember: a last word of theirs may still be on its way. */
const REMEMBERED = 256;

/**
 * The workers that this isolate starts, from the moment the census begins. It keeps no worker
 * from being collected and adds no listener to one: Node announces each on `process`, and the
 * thread id of a dead one is -1.
 */
export class WorkerCensus implements Disposable {
  readonly #workers = new Map<number, WeakRef<Worker>>();
  readonly #dead = new Set<number>();
  readonly #onWorker = (worker: Worker): void => {
    this.#workers.set(worker.threadId, new WeakRef(worker));
  };

  constructor() {
    process.on('worker', this.#onWorker);
  }

  /** Thread ids of the workers alive now. */
  alive(): Set<number> {
    for (const threadId of this.#workers.keys()) {
      if (this.isAlive(threadId)) continue;
      this.#workers.delete(threadId);
      this.#dead.add(threadId);
    }
    for (const threadId of this.#dead) {
      if (this.#dead.size <= REMEMBERED) break;
      this.#dead.delete(threadId);
    }
    return new Set(this.#workers.keys());
  }

  /** The workers alive now, but for those of the given thread ids. */
  others(than: { has(threadId: number): boolean }): Worker[] {
    return [...this.alive()]
      .filter((threadId) => !than.has(threadId))
      .flatMap((threadId) => this.#workers.get(threadId)?.deref() ?? []);
  }

  /** Whether this worker was seen to start, lately, and is gone. */
  isDead(threadId: number): boolean {
    return this.#dead.has(threadId) || (this.#workers.has(threadId) && !this.isAlive(threadId));
  }

  /** Whether the census has seen this worker start, and it still runs. */
  isAlive(threadId: number): boolean {
    return this.#workers.get(threadId)?.deref()?.threadId === threadId;
  }

  [Symbol.dispose](): void {
    process.off('worker', this.#onWorker);
    this.#workers.clear();
    this.#dead.clear();
  }
}
