import { Redis as Client } from 'ioredis';
import { expect, test } from 'vitest';
import { openQueue } from '../../src/distributed/document-queue.ts';
import { expectOrderlyEnd, startWorker, status, submit, timeout } from '../support/queue-runs.ts';
import { named, Redis, skip } from '../support/redis.ts';

test.skipIf(skip)(
  named('tasks that are run again have no second effect, and are counted'),
  async () => {
    await using server = await Redis.start();
    await submit(server.path, 20);
    using worker = startWorker(server.path);
    expect(await status(server.path, '--wait')).toMatchObject({ done: 20, refused: 0 });

    const redis = new Client(server.path, { maxRetriesPerRequest: null });
    const queue = openQueue(redis, 'documents');
    for (const id of ['task-3', 'task-7', 'task-20']) {
      const job = (await queue.getJob(id))!;
      await job.remove();
      await queue.add(job.name, job.data, { jobId: id });
    }
    await queue.close();
    redis.disconnect();

    const after = await status(server.path, '--wait');
    expect(after).toMatchObject({ submitted: 20, done: 20, refused: 3, failed: 0 });
    expect(after.workers).toMatchObject([{ applied: 20, refused: 3, state: 'running' }]);
    await expectOrderlyEnd(worker);
  },
  timeout,
);
