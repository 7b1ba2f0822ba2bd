import type { Worker } from 'node:worker_threads';

/**
 * The workers that this isolate starts, from the moment the census begins. It keeps no worker
 * from being collected and adds no listener to one: Node announces each on `process`, and the
 * thread id of a dead one is -1.
 */
export class WorkerCensus implements Disposable {
  readonly #workers = new Map<number, WeakRef<Worker>>();
  readonly #onWorker = (worker: Worker): void => {
    this.#workers.set(worker.threadId, new WeakRef(worker));
  };

  constructor() {
    process.on('worker', this.#onWorker);
  }

  /** Thread ids of the workers alive now. */
  alive(): Set<number> {
    for (const threadId of this.#workers.keys()) {
      if (!this.isAlive(threadId)) this.#workers.delete(threadId);
    }
    return new Set(this.#workers.keys());
  }

  /** Whether the census has seen this worker start, and it still runs. */
  isAlive(threadId: number): boolean {
    return this.#workers.get(threadId)?.deref()?.threadId === threadId;
  }

  [Symbol.dispose](): void {
    process.off('worker', this.#onWorker);
    this.#workers.clear();
  }
}
