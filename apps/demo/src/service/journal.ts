import { Worker } from 'node:worker_threads';
import type { Registry } from '@watertight/cleanup-registry';
import { makes } from '../systems/leaks.ts';
import type { TaskContext } from '../systems/task-context.ts';

interface Entry {
  readonly id: number;
  readonly chain: string;
}

/**
 * Writes every finished task into a chained record, kept by one long-lived worker: the order
 * matters, so this is not work for a pool.
 */
export class Journal {
  readonly #worker: Worker;
  readonly #pending = new Map<number, (entry: Entry) => void>();

  constructor(registry: Registry) {
    this.#worker = registry.worker(new Worker(new URL('./journal-worker.js', import.meta.url)));
    registry.listener(this.#worker, 'message', (entry: Entry) => this.#settle(entry));
  }

  /** How many listeners the worker has for its answers. */
  get listeners(): number {
    return this.#worker.listenerCount('message');
  }

  /** Resolves with the digest of the chain once the task is on record. */
  record(context: TaskContext, bytes: Uint8Array): Promise<string> {
    return new Promise((resolve) => {
      const { id } = context.job;
      if (makes('listener-per-task')) {
        // LEAK, a listener per task: it stays on the worker, and holds the context of its task.
        this.#worker.on('message', function onEntry(entry: Entry) {
          if (entry.id === context.job.id) resolve(entry.chain);
        });
      } else {
        this.#pending.set(id, (entry) => resolve(entry.chain));
      }
      this.#worker.postMessage({ id, bytes });
    });
  }

  #settle(entry: Entry): void {
    this.#pending.get(entry.id)?.(entry);
    this.#pending.delete(entry.id);
  }
}
