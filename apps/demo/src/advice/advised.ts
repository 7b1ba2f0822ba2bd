import type { Worker } from 'node:worker_threads';
import type { AdvisedRequest } from './advised-worker.ts';
import { runInWorker } from './run-in-worker.ts';
import { isGone, settlement, until } from './settlement.ts';

const module = new URL('./advised-worker.js', import.meta.url);

/** Runs tasks by the usual advice, and sees what the advice itself does not: its workers. */
export class Advised implements AsyncDisposable {
  readonly workers: Worker[] = [];

  run(task: AdvisedRequest['task'], input?: unknown): Promise<unknown> {
    const promise = runInWorker(module, { task, input }, (worker) => this.workers.push(worker));
    // A promise that is looked at later must not count as unhandled meanwhile.
    promise.catch(() => {});
    return promise;
  }

  get alive(): number {
    return this.workers.filter((worker) => !isGone(worker)).length;
  }

  /** How the promise stands when every worker has ended and can tell nothing more. */
  async afterAll(promise: Promise<unknown>): Promise<string> {
    await until(() => this.alive === 0);
    return settlement(promise);
  }

  /** Ends what the advice has left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}
