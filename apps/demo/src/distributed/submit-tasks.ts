import type { Queue } from 'bullmq';
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { createJobs } from '../load/jobs.ts';
import type { DocumentTask } from './document-queue.ts';
import type { Keys } from './keys.ts';

export interface Submission {
  readonly tasks: number;
  readonly seed: number;
}

const chunkSize = 1000;
/** One document in so many is malformed, as in the story. */
const malformedIn = 53;
/** Seconds that it is remembered which chunk has which numbers. */
const keptFor = 86_400;

/** Reserves numbers for a chunk: when asked again after a lost connection, the same. */
const reserve = `
local counts, submission = KEYS[1], KEYS[2]
local chunk, size = ARGV[1], ARGV[2]
local last = redis.call('HGET', submission, chunk)
if not last then
  last = redis.call('HINCRBY', counts, 'submitted', size)
  redis.call('HSET', submission, chunk, last)
  redis.call('EXPIRE', submission, ${keptFor})
end
return tonumber(last)`;

/** Puts tasks into the queue, each once, whatever becomes of the connection; `onChunk` hears how many are there. */
export async function submitTasks(
  queue: Queue<DocumentTask>,
  redis: Redis,
  keys: Keys,
  { tasks, seed }: Submission,
  onChunk: (submitted: number) => void,
): Promise<void> {
  const submission = keys.submission(randomUUID());
  for (let done = 0; done < tasks;) {
    const size = Math.min(chunkSize, tasks - done);
    // Counted before they are added: if this process dies in between, it is seen that tasks are missing.
    const last = Number(await redis.eval(reserve, 2, keys.counts, submission, done, size));
    const malformed = Math.floor(size / malformedIn);
    const jobs = createJobs({ firstId: last - size + 1, tasks: size, malformed, seed });
    const named = jobs.map((task) => ({
      name: task.kind,
      data: { ...task, seed },
      // BullMQ refuses an id that it has, so tasks that are sent again are there once.
      opts: { jobId: `task-${task.id}` },
    }));
    await queue.addBulk(named);
    done += size;
    onChunk(done);
  }
}
