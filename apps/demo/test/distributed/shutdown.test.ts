import { expect, test } from 'vitest';
import {
  expectOrderlyEnd,
  hasApplied,
  isEvent,
  startWorker,
  status,
  submit,
  timeout,
} from '../support/queue-runs.ts';
import { named, Redis, skip } from '../support/redis.ts';

const withRedis = (name: string, run: (redis: Redis) => Promise<void>): void =>
  test.skipIf(skip)(
    named(name),
    async () => {
      await using redis = await Redis.start();
      await run(redis);
    },
    timeout,
  );

withRedis('SIGTERM: what is under way is finished, and nothing else is begun', async (redis) => {
  await submit(redis.path, 1000);
  using worker = startWorker(redis.path, '--concurrency', '8', '--deadline', '120');
  await hasApplied(worker, 20);
  await expectOrderlyEnd(worker);
  const { done, active, waiting, delayed, workers } = await status(redis.path);
  expect({ active, delayed, left: waiting }).toEqual({ active: 0, delayed: 0, left: 1000 - done });
  expect(workers).toMatchObject([{ state: 'stopped', applied: done, underWay: 0 }]);
  expect(worker.lines.at(-1)).toMatchObject({ applied: done });
});

withRedis('at the deadline, tasks under way go back with all their attempts', async (redis) => {
  // More than it can do before the signal comes, however late this process is.
  await submit(redis.path, 1000);
  // So many at a time that most of them wait in the pool.
  using worker = startWorker(redis.path, '--concurrency', '40', '--deadline', '0');
  await hasApplied(worker, 1);
  await expectOrderlyEnd(worker);
  const between = await status(redis.path);
  expect(between.delayed).toBeGreaterThan(0);
  expect({ active: between.active, failed: between.failed }).toEqual({ active: 0, failed: 0 });
  expect(between.done + between.delayed + between.waiting).toBe(1000);

  using next = startWorker(redis.path);
  expect(await status(redis.path, '--wait')).toMatchObject({ code: 0, done: 1000, failed: 0 });
  await expectOrderlyEnd(next);
});

withRedis('a second signal does not wait', async (redis) => {
  using worker = startWorker(redis.path, '--deadline', '3600');
  await worker.line(isEvent('ready'));
  // Nothing can be finished without Redis.
  await redis.kill();
  await worker.line(isEvent('redis-lost'));
  worker.interrupt('SIGTERM');
  await worker.line(isEvent('stopping'));
  worker.interrupt('SIGTERM');
  expect(await worker.ended).toBe(143);
  expect(worker.leftProcesses).toEqual([]);
});

withRedis('without Redis the end is bounded too, and says what was not done', async (redis) => {
  using worker = startWorker(redis.path, '--deadline', '1');
  await worker.line(isEvent('ready'));
  await submit(redis.path, 600);
  await redis.kill();
  await worker.line(isEvent('redis-lost'));
  worker.interrupt('SIGINT');
  expect(await worker.ended).toBe(1);
  expect(worker.lines.map(({ event }) => event)).toContain('fault');
  expect(worker.leftProcesses).toEqual([]);
});
