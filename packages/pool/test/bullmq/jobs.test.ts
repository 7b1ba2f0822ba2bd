import { Queue, QueueEvents, Worker, type Job, type WorkerOptions } from 'bullmq';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attach, processor, type JobCall } from '../../src/bullmq/index.ts';
import { createPool } from '../../src/index.ts';
import { changed, fixture } from '../helpers.ts';
import { named, RedisServer, skip } from './redis-server.ts';

const redis = new RedisServer();
beforeAll(async () => {
  if (!skip) await redis.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

const withRedis = (name: string, run: () => Promise<void>): void =>
  test.skipIf(skip)(named(name), run);

/** A queue with a worker on a pool; everything ends with it. */
function setUp(
  name: string,
  task: string | ((job: Job<any, any>) => JobCall),
  more: Partial<WorkerOptions> = {},
) {
  const connection = { path: redis.path };
  const queue = new Queue(name, { connection });
  const events = new QueueEvents(name, { connection });
  const pool = createPool(fixture('jobs.mjs'), { maxThreads: 2 });
  const worker = new Worker(name, processor(pool, task), { connection, ...more });
  const service = attach(worker, pool);
  return {
    queue,
    events,
    pool,
    worker,
    /** The result of a job, or the reason of its failure. */
    outcome: (job: Job): Promise<unknown> =>
      job.waitUntilFinished(events).catch((error: Error) => error.message),
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await events.close();
      await queue.close();
    },
  };
}

const cellsOf = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));

withRedis('two thousand jobs are each run once, and their results arrive', async () => {
  const cells = cellsOf(2000);
  await using all = setUp('many', ({ data }) => ['count', [cells, data.index]]);
  const { queue, events, worker, pool } = all;
  await events.waitUntilReady();
  expect(worker.concurrency).toBe(pool.maxThreads * 2);
  let completed = 0;
  const done = new Promise<void>((resolve) => {
    worker.on('completed', () => {
      completed += 1;
      if (completed === 2000) resolve();
    });
  });
  await queue.addBulk(
    Array.from({ length: 2000 }, (_, index) => ({ name: 'count', data: { index } })),
  );
  await done;
  expect(cells.every((count) => count === 1)).toBe(true);
  expect(await queue.getJobCounts('completed', 'failed', 'wait', 'active')).toEqual({
    completed: 2000,
    failed: 0,
    wait: 0,
    active: 0,
  });
  const [job] = await queue.getCompleted(0, 0);
  expect(job!.returnvalue).toBe(1);
});

withRedis('the name of a task alone is called with the data of the job', async () => {
  await using all = setUp('name', 'square');
  await all.events.waitUntilReady();
  expect(await all.outcome(await all.queue.add('any', { n: 12 }))).toBe(144);
});

withRedis(
  'a task that crashes its thread fails its attempt, and the job is tried again',
  async () => {
    const cells = cellsOf(4);
    await using all = setUp('crash', ({ name, data }) =>
      name === 'crash' ? ['crashOnce', [cells, 0]] : ['count', [cells, data.index]],
    );
    await all.events.waitUntilReady();
    const crashing = await all.queue.add('crash', {}, { attempts: 3 });
    const others = [1, 2, 3].map((index) => all.queue.add('count', { index }));
    expect(await all.outcome(crashing)).toBe('second time');
    for (const other of others) await all.outcome(await other);
    expect([...cells]).toEqual([2, 1, 1, 1]);
    const { attemptsMade, stacktrace } = (await all.queue.getJob(crashing.id!))!;
    expect(attemptsMade).toBe(2);
    expect(stacktrace![0]).toContain('exit');
  },
);

withRedis('a task that spins is ended at its timeout; its lock is renewed meanwhile', async () => {
  // Due long before the timeout: both are timers of the loop that must stay free. The lock itself lasts
  // longer than any machine is held up.
  const lock = { lockDuration: 600_000, lockRenewTime: 100 };
  await using all = setUp('spin', () => ['spin', [], { timeout: 4500 }], lock);
  await all.events.waitUntilReady();
  const renewed = new Set<string>();
  all.worker.on('locksRenewed', ({ jobIds }) => jobIds.forEach((id) => renewed.add(id)));
  const job = await all.queue.add('spin', {});
  expect(await all.outcome(job)).toContain('ran longer than its timeout of 4500 ms');
  expect(renewed).toEqual(new Set([job.id]));
});

withRedis('errors are the task’s own; hopeless ones are not tried again', async () => {
  await using all = setUp('errors', ({ name, data }) => [name, [data]]);
  await all.events.waitUntilReady();
  const attempts = { attempts: 3, backoff: { type: 'fixed', delay: 1 } };
  const add = (name: string, data: object): Promise<Job> => all.queue.add(name, data, attempts);
  const jobs = [
    await add('fail', { name: 'RangeError', message: 'too far' }),
    await add('fail', { name: 'UnrecoverableError', message: 'never again' }),
    await add('nothing', {}),
    await add('fail', { name: 'DelayedError', message: 'not moved at all' }),
    await add('fail', { name: 'Error', message: 'bullmq:rateLimitExceeded' }),
  ];
  const outcomes = await Promise.all(jobs.map(all.outcome));
  const made = await Promise.all(
    jobs.map(async ({ id }) => (await all.queue.getJob(id!))!.attemptsMade),
  );
  expect(outcomes.slice(0, 2)).toEqual(['too far', 'never again']);
  expect(outcomes[2]).toContain("'nothing'");
  expect(made).toEqual([3, 1, 1, 3, 3]);
  expect(await all.queue.getJobCountByTypes('active', 'delayed', 'wait')).toBe(0);
});

withRedis('progress reaches the queue, the last report before the result', async () => {
  await using all = setUp('progress', 'tell');
  await all.events.waitUntilReady();
  const job = await all.queue.add('tell', { steps: 500 });
  await all.outcome(job);
  expect((await all.queue.getJob(job.id!))!.progress).toEqual({ step: 500 });
});

withRedis('cancelling a job aborts its task', async () => {
  const cells = cellsOf(1);
  await using all = setUp('cancel', () => ['untilAborted', [cells]]);
  await all.events.waitUntilReady();
  const job = await all.queue.add('wait', {});
  await changed(cells);
  expect(all.worker.cancelJob(job.id!)).toBe(true);
  expect(await all.outcome(job)).toContain('aborted');
});

withRedis('the end: no more jobs are taken, those taken finish, then the pool closes', async () => {
  const connection = { path: redis.path };
  const queue = new Queue('end', { connection });
  const pool = createPool(fixture('jobs.mjs'), { maxThreads: 2 });
  const worker = new Worker('end', processor(pool, 'wait'), { connection });
  const completed: string[] = [];
  worker.on('completed', ({ id }) => completed.push(id!));
  const service = attach(worker, pool, { concurrency: 3 });
  const active = Array.from({ length: 3 }, () => once(worker, 'active'));
  await queue.addBulk(Array.from({ length: 9 }, () => ({ name: 'wait', data: { ms: 50 } })));
  await Promise.all(active);
  await service[Symbol.asyncDispose]();
  expect(completed.length).toBeGreaterThanOrEqual(1);
  const counts = await queue.getJobCounts('completed', 'active', 'wait', 'failed');
  expect(counts).toEqual({
    completed: completed.length,
    active: 0,
    wait: 9 - completed.length,
    failed: 0,
  });
  expect(pool.stats().threads).toBe(0);
  await expect(pool.run('wait' as never, [{ ms: 1 }] as never)).rejects.toMatchObject({
    code: 'ERR_POOL_CLOSED',
  });
  await queue.close();
});

withRedis('at the deadline of the end, jobs under way are given back', async () => {
  const connection = { path: redis.path };
  const queue = new Queue('deadline', { connection });
  const pool = createPool(fixture('jobs.mjs'), { maxThreads: 1 });
  const worker = new Worker('deadline', processor(pool, 'spin'), { connection });
  const service = attach(worker, pool, { concurrency: 3, deadline: 0 });
  let active = 0;
  const allActive = new Promise<void>((resolve) => {
    worker.on('active', () => {
      active += 1;
      if (active === 3) resolve();
    });
  });
  await queue.addBulk(Array.from({ length: 5 }, () => ({ name: 'spin', data: {} })));
  await allActive;
  await service[Symbol.asyncDispose]();
  expect(await queue.getJobCounts('active', 'delayed', 'wait', 'failed')).toEqual({
    active: 0,
    delayed: 3,
    wait: 2,
    failed: 0,
  });
  const given = await queue.getDelayed();
  expect(given.map(({ attemptsMade }) => attemptsMade)).toEqual([0, 0, 0]);
  expect(pool.stats().threads).toBe(0);
  await queue.close();
});

test.each([-1, 1.5, Number.NaN, 2 ** 31])('a deadline of %s is refused', (deadline) => {
  const pool = createPool(fixture('jobs.mjs'));
  expect(() => attach({} as Worker, pool, { deadline })).toThrow(
    /'deadline' must be a whole number/,
  );
});

withRedis(
  'a job that comes when the pool is closed is given back with all its attempts',
  async () => {
    const connection = { path: redis.path };
    const queue = new Queue('closed', { connection });
    const pool = createPool(fixture('jobs.mjs'), { maxThreads: 1 });
    await pool.close();
    const worker = new Worker('closed', processor(pool, 'square'), { connection });
    const active = once(worker, 'active');
    const { id } = await queue.add('square', { n: 3 });
    await active;
    await worker.close();
    const job = (await queue.getJob(id!))!;
    expect(await job.getState()).toBe('delayed');
    expect(job.attemptsMade).toBe(0);

    await using all = setUp('closed', 'square');
    await all.events.waitUntilReady();
    expect(await all.outcome(job)).toBe(9);
    await queue.close();
  },
);
