// One contender in a process of its own: node measure.mjs CONTENDER SOCKET TASK JOBS CONCURRENCY
// Prints jobs a second and the CPU time of this process, all its threads included, for each job.
import { Queue, Worker } from 'bullmq';
import { randomUUID } from 'node:crypto';
import { createPool } from '@watertight/pool';
import { attach, processor } from '@watertight/pool/bullmq';
import processJob from './task.mjs';

const [, , contender, path, work, jobsText, concurrencyText] = process.argv;
const jobs = Number(jobsText);
const concurrency = Number(concurrencyText);
const connection = { path };
const name = randomUUID();
const task = new URL('task.mjs', import.meta.url);
const options = { connection, concurrency, autorun: false, removeOnComplete: { count: 0 } };

const contenders = {
  inline: () => new Worker(name, processJob, options),
  useWorkerThreads: () => new Worker(name, task, { ...options, useWorkerThreads: true }),
  watertight() {
    const pool = createPool(task, { maxThreads: 2 });
    const worker = new Worker(name, processor(pool, work), options);
    const service = attach(worker, pool, { concurrency });
    return Object.assign(worker, { end: () => service[Symbol.asyncDispose]() });
  },
};

const queue = new Queue(name, { connection });
const worker = contenders[contender]();
const expected = ({ n }) => (work === 'square' ? n * n : 32 * n);
let wrong = 0;
let missing = 0;
let done;
worker.on('completed', (job, result) => {
  if (result !== expected(job.data)) wrong += 1;
  missing -= 1;
  if (missing === 0) done();
});
worker.on('failed', (_job, error) => {
  throw error;
});

async function round(count) {
  missing = count;
  const all = new Promise((resolve) => (done = resolve));
  const cpu = process.cpuUsage();
  const start = performance.now();
  worker.resume();
  await all;
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  await worker.pause();
  return { perSecond: (count / ms) * 1000, cpuMs: (user + system) / 1000 / count };
}

const fill = (count) =>
  queue.addBulk(Array.from({ length: count }, (_, n) => ({ name: work, data: { n } })));

await worker.waitUntilReady();
await worker.pause();
void worker.run();
// Compiled code, threads that are there.
const first = Math.min(500, jobs);
await fill(first);
await round(first);
await fill(jobs);
const result = await round(jobs);
if (wrong > 0) throw new Error(`${wrong} wrong results`);
console.log(JSON.stringify(result));
await (worker.end?.() ?? worker.close());
await queue.obliterate({ force: true });
await queue.close();
