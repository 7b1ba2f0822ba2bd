import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DocumentTask } from './document-queue.ts';
import type { Keys } from './keys.ts';
import { readWorkers, type WorkerLine } from './worker-record.ts';

/** Everything about a queue at a moment. */
export interface QueueStatus {
  readonly submitted: number;
  /** Tasks whose effect was applied, each once. */
  readonly done: number;
  /** Effects that were not applied again, of tasks that were run again. */
  readonly refused: number;
  readonly waiting: number;
  /** Waiting for their next attempt. */
  readonly delayed: number;
  readonly active: number;
  /** Tasks that are not tried again. */
  readonly failed: number;
  readonly workers: readonly WorkerLine[];
}

export async function readStatus(
  redis: Redis,
  queue: Queue<DocumentTask>,
  keys: Keys,
): Promise<QueueStatus> {
  const counts = await queue.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'failed');
  const workers = await readWorkers(redis, keys);
  // Last: what has left the queue by now is on record.
  const [submitted, refused] = await redis.hmget(keys.counts, 'submitted', 'refused');
  const of = (name: string): number => counts[name] ?? 0;
  return {
    submitted: Number(submitted ?? 0),
    done: await redis.hlen(keys.results),
    refused: Number(refused ?? 0),
    waiting: of('wait') + of('prioritized'),
    delayed: of('delayed'),
    active: of('active'),
    failed: of('failed'),
    workers,
  };
}

/** Nothing is left to do. */
export function isSettled({ waiting, delayed, active }: QueueStatus): boolean {
  return waiting + delayed + active === 0;
}

/** Submitted, and neither done, nor failed, nor in the queue: their `submit` did not come to add them. */
export function missingOf(status: QueueStatus): number {
  const { submitted, done, failed, waiting, delayed, active } = status;
  return Math.max(0, submitted - done - failed - waiting - delayed - active);
}
