import type { Worker } from 'bullmq';
import type { JobPool } from './processor.ts';

/** Options of {@link attach}. */
export interface AttachOptions {
  /**
   * How many jobs this worker takes at a time. Beyond the threads they wait in the pool, which saves the way to Redis
   * between two jobs; other machines do not get them.
   * @default twice the pool's `maxThreads`
   */
  concurrency?: number;
}

/**
 * Makes a worker and its pool one: sets the concurrency from the pool, aborts tasks whose lock was lost (another
 * worker may have the job by then), and ends both in the right order: takes no more jobs, lets those it has finish,
 * then closes the pool.
 */
export function attach(
  worker: Worker,
  pool: JobPool,
  { concurrency = pool.maxThreads * 2 }: AttachOptions = {},
): AsyncDisposable {
  worker.concurrency = concurrency;
  const abortLost = (ids: string[]): void => {
    for (const id of ids) worker.cancelJob(id, 'the lock of the job was lost');
  };
  worker.on('lockRenewalFailed', abortLost);
  return {
    async [Symbol.asyncDispose]() {
      try {
        await worker.close();
      } finally {
        worker.off('lockRenewalFailed', abortLost);
        await pool.close();
      }
    },
  };
}
