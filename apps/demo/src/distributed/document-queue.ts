import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Job as Task } from '../load/jobs.ts';

/**
 * What lies in the queue: which document, not the document. Real services keep the bytes in an object store; here
 * every worker can make them from the seed.
 */
export interface DocumentTask extends Task {
  readonly seed: number;
}

/** How a task is tried: its own errors are final after the third time. */
const attempts = { attempts: 3, backoff: { type: 'exponential', delay: 200 } } as const;

export function openQueue(redis: Redis, name: string): Queue<DocumentTask> {
  const queue = new Queue<DocumentTask>(name, {
    connection: redis,
    // What is done is on record by its effect; of the queue's own records the last are enough.
    defaultJobOptions: { ...attempts, removeOnComplete: { count: 1000 } },
  });
  // The connection tells of its own troubles; without a listener this event would end the process.
  queue.on('error', () => {});
  return queue;
}
