import { expect, test } from 'vitest';
import { isEvent, status, timeout } from '../support/queue-runs.ts';
import { named, Redis, skip } from '../support/redis.ts';
import { DemoRun } from '../support/run-demo.ts';

test.skipIf(skip)(
  named('Redis crashes while tasks are submitted: in the end each is there once'),
  async () => {
    await using redis = await Redis.start();
    using run = new DemoRun(['submit', '--ci', '--redis', redis.path, '--tasks', '5000']);
    await run.line(isEvent('submitted'));
    await redis.kill();
    await redis.restart();
    expect({ code: await run.ended, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(await status(redis.path)).toMatchObject({ submitted: 5000, waiting: 5000, missing: 0 });
  },
  timeout,
);

test.skipIf(skip)(
  named('Ctrl-C while Redis is gone ends it at once; tasks that are missing are shown'),
  async () => {
    await using redis = await Redis.start();
    using run = new DemoRun(['submit', '--ci', '--redis', redis.path, '--tasks', '1000000']);
    await run.line(isEvent('submitted'));
    await redis.kill();
    await run.line(isEvent('redis-lost'));
    run.interrupt('SIGINT');
    expect(await run.ended).toBe(130);
    await redis.restart();
    const { submitted, waiting, missing } = await status(redis.path);
    expect(submitted).toBe(waiting + missing);
  },
  timeout,
);
