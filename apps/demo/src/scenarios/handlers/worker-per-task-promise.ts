import { Worker } from 'node:worker_threads';
import { createPool, type Pool } from '@watertight/pool';
import type { TaskContext } from '../../systems/task-context.ts';
import type { DigestReply, DigestRequest } from '../digest-worker.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

type Tasks = typeof import('../digest-task.ts');

/**
 * What articles advise: a promise around a worker per task. It resolves with the first message,
 * takes all listeners off, does not await the terminate, and rejects on `error` and on a non-zero
 * exit code. A worker that ends with code 0 before it answers does none of these.
 */
function runInWorker(request: DigestRequest, onEnd: () => void): Promise<DigestReply> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./digest-worker.js', import.meta.url));
    const cleanup = (): void => {
      worker.removeAllListeners();
      void worker.terminate();
    };
    worker.on('message', (reply: DigestReply) => {
      cleanup();
      resolve(reply);
    });
    worker.on('error', (error) => {
      cleanup();
      reject(error);
    });
    worker.on('exit', (code) => {
      if (code !== 0) reject(new Error(`the worker stopped with exit code ${code}`));
      else onEnd();
    });
    worker.postMessage(request);
  });
}

/** The usual advice beside the pool, with documents that end a thread with exit code 0. */
export const workerPerTaskPromise: CreateHandler = ({ registry, lose }) => {
  /** What a service answers, times or cancels by: every request that is under way. */
  const inFlight = new Set<TaskContext>();
  let pool: Pool<Tasks> | undefined;
  const openPool = (): Pool<Tasks> =>
    registry.use(
      createPool<Tasks>(new URL('./digest-task.js', import.meta.url), { maxThreads: 2 }),
    );
  return {
    counters: { requests: () => inFlight.size },
    async process(context) {
      const { job, input } = context;
      const request = { id: job.id, input, malformed: job.malformed };
      inFlight.add(context);
      try {
        // LEAK, a promise that may never settle: what awaits it, and what that holds, stays.
        if (makes('worker-per-task-promise')) await runInWorker(request, lose);
        else await (pool ??= openPool()).run('digest', [request]);
        return true;
      } catch (error) {
        if (job.malformed) return false;
        throw error;
      } finally {
        inFlight.delete(context);
      }
    },
  };
};
