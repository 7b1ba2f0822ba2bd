import { Queue, QueueEvents } from 'bullmq';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { named, RedisServer, skip } from './redis-server.ts';

const script = fileURLToPath(new URL('../fixtures/job-worker.mjs', import.meta.url));
const JOBS = 600;

/**
 * Starts a process that works off the queue, or `jobs` of it, and then holds those that it has begun;
 * `completed(n)` resolves when it has said so n times.
 */
function startWorker(path: string, folder: string, jobs = Infinity) {
  const child: ChildProcess = spawn(process.execPath, [script, path, folder, String(jobs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    async completed(count: number): Promise<void> {
      for (let seen = 0; seen < count; seen += 1) {
        if ((await lines.next()).done) throw new Error('the worker ended');
      }
    },
    async kill(): Promise<void> {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Resolves when all jobs are completed. */
async function allCompleted(queue: Queue, events: QueueEvents): Promise<void> {
  for (;;) {
    // Listened for before the count is asked: the last may complete meanwhile.
    const next = once(events, 'completed');
    if ((await queue.getCompletedCount()) === JOBS) return;
    await next;
  }
}

async function expectAllOnce(queue: Queue, folder: string): Promise<void> {
  const ids = (await queue.getCompleted(0, JOBS)).map(({ id }) => id!);
  expect(ids).toHaveLength(JOBS);
  expect(readdirSync(folder).toSorted()).toEqual(ids.toSorted());
  const left = await queue.getJobCounts('failed', 'wait', 'active', 'delayed');
  expect(left).toEqual({ failed: 0, wait: 0, active: 0, delayed: 0 });
}

const jobs = Array.from({ length: JOBS }, () => ({ name: 'once', data: {} }));

test.skipIf(skip)(
  named('workers killed in the middle lose no job; each has its effect once'),
  async () => {
    await using redis = await new RedisServer().start();
    const folder = join(redis.folder, 'effects');
    mkdirSync(folder);
    const connection = { path: redis.path };
    const queue = new Queue('effects', { connection });
    const events = new QueueEvents('effects', { connection });
    await events.waitUntilReady();
    await queue.addBulk(jobs);

    const first = startWorker(redis.path, folder, 100);
    await first.completed(100);
    await first.kill();
    expect(await queue.getActiveCount()).toBeGreaterThan(0);
    const second = startWorker(redis.path, folder, 100);
    await second.completed(100);
    await second.kill();
    const third = startWorker(redis.path, folder);
    await allCompleted(queue, events);
    await third.kill();

    await expectAllOnce(queue, folder);
    await events.close();
    await queue.close();
  },
);

test.skipIf(skip)(named('a Redis that crashes and comes back loses no job'), async () => {
  await using redis = await new RedisServer().start();
  const folder = join(redis.folder, 'effects');
  mkdirSync(folder);
  const connection = { path: redis.path };
  const queue = new Queue('effects', { connection });
  queue.on('error', () => undefined);
  await queue.addBulk(jobs);

  const worker = startWorker(redis.path, folder);
  await worker.completed(100);
  await redis.stop();
  await redis.start();
  const events = new QueueEvents('effects', { connection });
  await events.waitUntilReady();
  await allCompleted(queue, events);
  await worker.kill();

  await expectAllOnce(queue, folder);
  await events.close();
  await queue.close();
});
