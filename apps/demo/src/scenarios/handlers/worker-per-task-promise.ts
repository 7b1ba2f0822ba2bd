import { createPool, type Pool } from '@watertight/pool';
import { runInWorker } from '../../advice/run-in-worker.ts';
import type { TaskContext } from '../../systems/task-context.ts';
import type { DigestReply, DigestRequest } from '../digest-worker.ts';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

type Tasks = typeof import('../digest-task.ts');

/** The usual advice beside the pool, with documents that end a thread with exit code 0. */
export const workerPerTaskPromise: CreateHandler = ({ registry, lose }) => {
  /** What a service answers, times or cancels by: every request that is under way. */
  const inFlight = new Set<TaskContext>();
  let pool: Pool<Tasks> | undefined;
  const openPool = (): Pool<Tasks> =>
    registry.use(
      createPool<Tasks>(new URL('./digest-task.js', import.meta.url), { maxThreads: 2 }),
    );
  const runAsAdvised = (request: DigestRequest): Promise<DigestReply> =>
    runInWorker(new URL('./digest-worker.js', import.meta.url), request, (worker) => {
      // The advice takes this off with all others when the task is answered; here it never is.
      worker.on('exit', (code) => void (code === 0 && lose()));
    });
  return {
    counters: { requests: () => inFlight.size },
    async process(context) {
      const { job, input } = context;
      const request = { id: job.id, input, malformed: job.malformed };
      inFlight.add(context);
      try {
        // LEAK, a promise that may never settle: what awaits it, and what that holds, stays.
        if (makes('worker-per-task-promise')) await runAsAdvised(request);
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
