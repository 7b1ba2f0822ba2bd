import type { Job, Processor } from 'bullmq';
import { GivenBackError, isPoolGone, jobError } from './job-error.ts';
import { ProgressReport } from './progress.ts';

/** What is needed of a pool. */
export interface JobPool {
  ready(): Promise<void>;
  run(name: never, args: never, options: never): Promise<unknown>;
  readonly maxThreads: number;
  close(): Promise<void>;
  destroy(): Promise<void>;
}

/** Options of each run, as `pool.run()` takes them. */
export interface JobRunOptions {
  /** Milliseconds that the task may run; 0 for no limit. @default the pool's `timeout` */
  timeout?: number;
  /** The more urgent task goes first: a whole number from -1000 to 1000. @default 0 */
  priority?: number;
  /** What to move to the thread instead of copying. */
  transfer?: readonly unknown[] | 'auto';
}

/** What to run for a job: the name of the task, its arguments, options. */
export type JobCall = readonly [name: string, args?: readonly unknown[], options?: JobRunOptions];

/** How long a job that came when the pool was closed waits, in ms: for a worker elsewhere, or after a restart. */
const GIVEN_BACK = 1000;

/**
 * A processor for BullMQ's own `Worker` that runs each job on the pool. BullMQ's loop stays free, so locks are
 * renewed however long the task computes.
 *
 * @param task the exported function that is called with `job.data`, or a function that says what to run
 */
export function processor<Data = unknown, Result = unknown>(
  pool: JobPool,
  task: string | ((job: Job<Data, Result>) => JobCall),
): Processor<Data, Result> {
  const callOf = typeof task === 'string' ? (job: Job<Data>): JobCall => [task, [job.data]] : task;
  // BullMQ makes a signal only for functions that declare a third parameter.
  return async function process(job, token, signal): Promise<Result> {
    const progress = new ProgressReport(job);
    try {
      const [name, args = [], options] = callOf(job);
      // A full queue of the pool holds the job back here instead of failing it.
      await pool.ready();
      const run = { ...options, signal, onProgress: progress.tell };
      const result = await pool.run(name as never, args as never, run as never);
      await progress.finish();
      return result as Result;
    } catch (error) {
      await progress.finish();
      if (!isPoolGone(error)) throw jobError(error);
      await job.moveToDelayed(Date.now() + GIVEN_BACK, token);
      throw new GivenBackError(error);
    }
  };
}
