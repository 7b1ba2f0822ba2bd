import { Worker } from 'node:worker_threads';
import type { TaskContext } from '../../systems/task-context.ts';
import type { DigestReply } from '../digest-worker.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

/** A request to the worker and whom to tell of its answer. */
class PendingTask {
  readonly context: TaskContext;
  readonly resolve: (digest: string) => void;

  constructor(context: TaskContext, resolve: (digest: string) => void) {
    this.context = context;
    this.resolve = resolve;
  }
}

/** Answers find their requests in a map by id, and the map only ever grows. */
export const pendingMap: CreateHandler = ({ registry }) => {
  const pending = new Map<number, PendingTask>();
  const worker = registry.worker(new Worker(new URL('./digest-worker.js', import.meta.url)));
  registry.listener(worker, 'message', ({ id, digest }: DigestReply) => {
    pending.get(id)?.resolve(digest);
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
