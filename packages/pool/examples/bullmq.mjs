// A worker of a BullMQ queue that computes on threads, and ends in the right order.
//   REDIS_SOCKET=/run/redis/redis.sock node examples/bullmq.mjs
import { Queue, QueueEvents, Worker } from 'bullmq';
import { createPool } from '@watertight/pool';
import { attach, processor } from '@watertight/pool/bullmq';

const connection = { path: process.env.REDIS_SOCKET };
const pool = createPool(new URL('tasks.js', import.meta.url));
const worker = new Worker(
  'hashes',
  processor(pool, ({ data }) => ['sha256', [data.text]]),
  {
    connection,
  },
);
const service = attach(worker, pool);

const queue = new Queue('hashes', { connection });
const events = new QueueEvents('hashes', { connection });
await events.waitUntilReady();
const retries = { attempts: 3, backoff: { type: 'exponential', delay: 100 } };
const job = await queue.add('hash', { text: 'watertight' }, retries);
console.log(await job.waitUntilFinished(events));

// On SIGTERM in a service: takes no more jobs, lets those it has finish, closes the pool.
await service[Symbol.asyncDispose]();
await events.close();
await queue.close();
console.log('threads left:', pool.stats().threads);
