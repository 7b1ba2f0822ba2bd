import type { Worker } from 'bullmq';
import { inRange } from '../option-checks.ts';
import { MAX_DELAY } from '../timers/max-delay.ts';
import type { JobPool } from './processor.ts';

/** Options of {@link attach}. */
export interface AttachOptions {
  /**
   * How many jobs this worker takes at a time. Beyond the threads they wait in the pool, which saves the way to Redis
   * between two jobs; other machines do not get them.
   * @default twice the pool's `maxThreads`
   */
  concurrency?: number;
  /**
   * How long the jobs under way may go on when both are told to end, in ms; 0 for not at all. Then the pool is
   * destroyed and they are given back, with all their attempts: another worker takes them.
   * @default no limit
   */
  deadline?: number;
}

/**
 * Makes a worker and its pool one: sets the concurrency from the pool, aborts tasks whose lock was lost (another
 * worker may have the job by then), and ends both in the right order: takes no more jobs, lets those it has finish,
 * then closes the pool.
 */
export function attach(
  worker: Worker,
  pool: JobPool,
  { concurrency = pool.maxThreads * 2, deadline }: AttachOptions = {},
): AsyncDisposable {
  if (deadline !== undefined) inRange('deadline', deadline, 0, MAX_DELAY);
  worker.concurrency = concurrency;
  const abortLost = (ids: string[]): void => {
    for (const id of ids) worker.cancelJob(id, 'the lock of the job was lost');
  };
  worker.on('lockRenewalFailed', abortLost);
  return {
    async [Symbol.asyncDispose]() {
      const giveBack = (): void => void pool.destroy();
      const timer = deadline === undefined ? undefined : setTimeout(giveBack, deadline);
      try {
        await worker.close();
      } finally {
        clearTimeout(timer);
        worker.off('lockRenewalFailed', abortLost);
        await pool.close();
      }
    },
  };
}
