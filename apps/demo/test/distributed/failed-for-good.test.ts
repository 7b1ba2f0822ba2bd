import { Redis as Client } from 'ioredis';
import { expect, test } from 'vitest';
import { openQueue } from '../../src/distributed/document-queue.ts';
import { expectOrderlyEnd, startWorker, status, submit, timeout } from '../support/queue-runs.ts';
import { named, Redis, skip } from '../support/redis.ts';

test.skipIf(skip)(
  named('tasks that cannot be done are shown as failed, the first of each reason is told'),
  async () => {
    await using server = await Redis.start();
    await submit(server.path, 5);
    const redis = new Client(server.path, { maxRetriesPerRequest: null });
    const queue = openQueue(redis, 'documents');
    for (const id of ['a', 'b']) {
      const data = { id: 1, kind: 'shred', document: 0, malformed: false, seed: 1 } as never;
      await queue.add('shred', data, { jobId: id });
    }
    await queue.close();
    redis.disconnect();

    using worker = startWorker(server.path);
    expect(await status(server.path, '--wait')).toMatchObject({ code: 1, done: 5, failed: 2 });
    await expectOrderlyEnd(worker);
    const told = worker.lines.filter(({ event }) => event === 'failed');
    expect(told).toEqual([
      { event: 'failed', task: 'a', message: expect.stringContaining("'shred'") },
    ]);
    expect(worker.lines.at(-1)).toMatchObject({ applied: 5, failed: 2 });
  },
  timeout,
);
