import { Worker } from 'node:worker_threads';
import type { Registry } from '@watertight/cleanup-registry';
import { makes } from '../systems/leaks.ts';

type Finding = { readonly ok: true } | { readonly ok: false; readonly row: number };

/**
 * Inspects suspicious documents in a worker of its own. A worker whose task failed counts as
 * tainted and is replaced, as hand-written executors do.
 */
export class Quarantine {
  readonly #registry: Registry;
  #worker: Worker;
  #settle: ((finding: Finding) => void) | undefined;
  /** One document at a time: the next waits for the last. */
  #last: Promise<unknown> = Promise.resolve();
  #failures = 0;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#worker = this.#start();
  }

  /** Documents refused so far; each cost a worker. */
  get failures(): number {
    return this.#failures;
  }

  /** Resolves with whether the document may pass. */
  inspect(document: Uint8Array): Promise<boolean> {
    const inspection = this.#last.then(() => this.#inspectNow(document));
    this.#last = inspection;
    return inspection;
  }

  async #inspectNow(document: Uint8Array): Promise<boolean> {
    const finding = await new Promise<Finding>((resolve) => {
      this.#settle = resolve;
      this.#worker.postMessage(document);
    });
    if (!finding.ok) await this.#replace();
    return finding.ok;
  }

  async #replace(): Promise<void> {
    this.#failures++;
    const tainted = this.#worker;
    this.#worker = this.#start();
    // LEAK, a worker per failure: replaced, but never terminated. Its thread waits for ever.
    if (makes('worker-per-failure')) this.#registry.disownAndLeak(tainted);
    else await this.#registry.release(tainted);
  }

  #start(): Worker {
    const module = new URL('./quarantine-worker.js', import.meta.url);
    const worker = this.#registry.worker(new Worker(module));
    worker.on('message', (finding: Finding) => this.#settle?.(finding));
    return worker;
  }
}
