import { Worker } from 'node:worker_threads';
import type { Registry } from '@watertight/cleanup-registry';
import type { DigestReply, DigestRequest } from '../digest-worker.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

const max = 2;

/** A hand-written pool: an idle worker is taken, and where there is none, one is started. */
class HandWrittenPool {
  readonly #registry: Registry;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #started = 0;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  async run(request: DigestRequest): Promise<string> {
    const worker = await this.#take();
    const digest = await new Promise<string>((resolve) => {
      worker.once('message', (reply: DigestReply) => resolve(reply.digest));
      worker.postMessage(request);
    });
    const next = this.#waiting.shift();
    if (next) next(worker);
    else this.#idle.push(worker);
    return digest;
  }

  #take(): Worker | Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    // LEAK, no upper bound: a burst starts a worker for each of its tasks, and none ever ends.
    if (makes('unbounded-pool') || this.#started < max) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Worker {
    this.#started++;
    const worker = new Worker(new URL('./digest-worker.js', import.meta.url));
    worker.on('error', () => this.#started--);
    return this.#registry.worker(worker);
  }
}

export const unboundedPool: CreateHandler = ({ registry }) => {
  const pool = new HandWrittenPool(registry);
  return {
    async process({ job, input }) {
      await pool.run({ id: job.id, input, malformed: false });
      return true;
    },
  };
};
