import { Worker } from 'node:worker_threads';
import type { DigestReply } from '../digest-worker.ts';
import type { CreateHandler } from '../handler.ts';
import { PendingTask } from '../pending-task.ts';
import { makes } from '../../systems/leaks.ts';

/** Answers find their requests in a map by id, and the map only ever grows. */
export const pendingMap: CreateHandler = ({ registry }) => {
  const pending = new Map<number, PendingTask<string>>();
  const worker = registry.worker(new Worker(new URL('./digest-worker.js', import.meta.url)));
  registry.listener(worker, 'message', ({ id, digest }: DigestReply) => {
    pending.get(id)?.settle(digest);
    // LEAK, a map of pending tasks: an answered one is not deleted.
    if (!makes('pending-map')) pending.delete(id);
  });
  return {
    counters: { pending: () => pending.size },
    async process(context) {
      const { job, input } = context;
      await new Promise<string>((resolve) => {
        pending.set(job.id, new PendingTask(context, resolve));
        worker.postMessage({ id: job.id, input, malformed: false });
      });
      return true;
    },
  };
};
