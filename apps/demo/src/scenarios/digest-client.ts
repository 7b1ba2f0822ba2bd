import { Worker } from 'node:worker_threads';
import type { Registry } from '@watertight/cleanup-registry';
import type { TaskContext } from '../systems/task-context.ts';
import type { DigestReply } from './digest-worker.ts';

/** Talks to one long-lived worker properly: one listener, and no entry outlives its answer. */
export class DigestClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, (digest: string) => void>();

  constructor(registry: Registry, module: string, workerData?: unknown) {
    this.#worker = registry.worker(new Worker(new URL(module, import.meta.url), { workerData }));
    registry.listener(this.#worker, 'message', ({ id, digest }: DigestReply) => {
      this.#pending.get(id)?.(digest);
      this.#pending.delete(id);
    });
  }

  digest({ job, input }: TaskContext): Promise<string> {
    return new Promise((resolve) => {
      this.#pending.set(job.id, resolve);
      this.#worker.postMessage({ id: job.id, input, malformed: false });
    });
  }
}
