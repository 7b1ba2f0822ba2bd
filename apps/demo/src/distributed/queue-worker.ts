import type { Registry } from '@watertight/cleanup-registry';
import { attach, processor } from '@watertight/pool/bullmq';
import { Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { DocumentService } from '../service/document-service.ts';
import type { Output } from '../service/tasks/index.ts';
import { plantOnly } from '../systems/leaks.ts';
import { TaskContext } from '../systems/task-context.ts';
import { connect } from './connect.ts';
import { Corpora } from './corpora.ts';
import type { DocumentTask } from './document-queue.ts';
import { Effects } from './effects.ts';
import { Failures } from './failures.ts';
import { Keys } from './keys.ts';
import type { News } from './news.ts';
import type { Tally } from './tally.ts';
import { isOfConnection, watchConnection } from './watch-connection.ts';
import { WorkerRecord } from './worker-record.ts';

export interface QueueWorkerSettings {
  /** Where Redis is. */
  readonly redis: string;
  readonly queue: string;
  readonly threads: number;
  /** Tasks taken at a time; undefined: as `attach` chooses for the pool. */
  readonly concurrency: number | undefined;
  /** How long tasks under way may go on when the worker is told to stop, in milliseconds. */
  readonly deadline: number;
  /** After how long the tasks of a worker that died are given to another, in milliseconds. */
  readonly lock: number;
}

/** How often a task may lose its worker: a machine that dies is not the task's fault, five in a row are. */
const maxStalledCount = 5;
const beatEvery = 1000;
const runRetryDelay = 1000;
/** What has to be said to Redis at the end takes so long at most, in milliseconds. */
const goodBye = 5000;
/** How long it may take to give the tasks back, in milliseconds. */
const patience = 5000;

/** A Redis that is gone hears no good-bye. */
async function letGo(redis: Redis): Promise<void> {
  if (redis.status === 'ready') await redis.quit();
  else redis.disconnect();
}

/**
 * Takes documents from the queue and processes them, until the registry is disposed. It owns everything, so the end
 * is the start read backwards: no more tasks are taken, those under way finish, the pool and the workers of the
 * service end, the good-bye is on record, and the connection closes.
 */
export async function startQueueWorker(
  registry: Registry,
  { redis: url, queue, threads, concurrency, deadline, lock }: QueueWorkerSettings,
  tally: Tally,
  news: News,
): Promise<void> {
  const redis = registry.adopt(await connect(url), letGo, { name: 'Redis', deadline: goodBye });
  registry.use(watchConnection(redis, news));

  const keys = new Keys(queue);
  const id = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const record = new WorkerRecord(redis, keys, id);
  const effects = new Effects(redis, keys, id);
  registry.defer(() => record.leave(), { name: 'good-bye', deadline: goodBye });
  // A sign of life that the connection took with it is followed by the next.
  const beat = (): void => void record.beat(tally.underWay).catch(() => {});
  registry.interval(beat, beatEvery);

  plantOnly([]);
  const corpora = new Corpora();
  const service = registry.use(new DocumentService(corpora.of(1), threads));

  // The pool computes; BullMQ's loop stays free, renews the locks, and tries again what failed.
  const compute = processor<DocumentTask, Output>(service.pool, ({ data }) => [
    data.kind,
    [data.id, corpora.bytesOf(data)],
  ]);
  const take = (job: Job, token?: string, signal?: AbortSignal): Promise<boolean> =>
    tally.count(async () => {
      const context = new TaskContext(job.data, corpora.bytesOf(job.data), performance.now());
      const output = await compute(job, token, signal);
      await service.finish(context, output);
      return effects.apply(job.id!, output.bytes);
    });
  const worker = new Worker<DocumentTask, boolean>(queue, take, {
    connection: redis,
    autorun: false,
    lockDuration: lock,
    stalledInterval: lock,
    maxStalledCount,
    runRetryDelay,
  });
  worker.on('error', (error) => {
    // Of the connection its watch tells.
    if (!isOfConnection(error)) news('error', error.message, { message: error.message });
  });
  const failures = new Failures(news);
  worker.on('failed', (job, error) => {
    // Otherwise it is tried again.
    if (job?.finishedOn === undefined) return;
    tally.failed++;
    failures.tell(job.id, error);
  });

  // Worker and pool end together. Tasks that are not over at the deadline go back into the queue, with all their
  // attempts; the registry itself only gives up on a Redis that does not hear of it.
  const both = attach(worker, service.pool, {
    deadline,
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  registry.adopt(both, (ending) => ending[Symbol.asyncDispose](), {
    name: 'queue worker',
    deadline: deadline + patience,
  });
  await record.join({ host: hostname(), pid: process.pid, threads });
  worker.run().catch((error: Error) => news('error', error.message));
  const facts = { id, pid: process.pid, threads, concurrency: worker.concurrency };
  const each = `${threads} threads, ${worker.concurrency} tasks at a time`;
  news('ready', `Process ${process.pid} takes tasks from '${queue}': ${each}`, facts);
}
