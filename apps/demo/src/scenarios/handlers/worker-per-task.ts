import { Worker } from 'node:worker_threads';
import type { DigestReply } from '../digest-worker.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

/** A worker for each task: simple, and every one of them stays. */
export const workerPerTask: CreateHandler = ({ registry }) => ({
  async process({ job, input }) {
    const worker = new Worker(new URL('./digest-worker.js', import.meta.url));
    await new Promise<string>((resolve, reject) => {
      worker.on('error', (error) => reject(error));
      worker.on('message', ({ digest }: DigestReply) => resolve(digest));
      worker.postMessage({ id: job.id, input, malformed: false });
    });
    // LEAK, a worker per task: it has answered, and now waits for a message that never comes.
    if (!makes('worker-per-task')) await registry.release(registry.worker(worker));
    return true;
  },
});
