import { expect, test } from 'vitest';
import {
  expectOrderlyEnd,
  isEvent,
  startWorker,
  status,
  submit,
  timeout,
} from '../support/queue-runs.ts';
import { named, Redis, skip } from '../support/redis.ts';

test.skipIf(skip)(
  named('a worker is killed, Redis crashes, a worker is stopped: every effect happens once'),
  async () => {
    await using redis = await Redis.start();
    // What the killed one held is free after that many seconds.
    const lock = ['--lock', '3'];
    using killed = startWorker(redis.path, ...lock);
    using stopped = startWorker(redis.path, ...lock);
    using last = startWorker(redis.path, ...lock);
    const all = [killed, stopped, last];
    await Promise.all(all.map((worker) => worker.line(isEvent('ready'))));

    let submitted = 0;
    const feed = async (): Promise<void> => {
      await submit(redis.path, 150);
      submitted += 150;
    };
    const hasDone = ({ applied = 0 }: Record<string, unknown>): boolean => Number(applied) > 0;
    while (!all.every((worker) => worker.lines.some(hasDone))) await feed();

    await feed();
    killed.interrupt('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');

    await feed();
    await redis.kill();
    const left = [stopped, last];
    await Promise.all(left.map((worker) => worker.line(isEvent('redis-lost'))));
    await redis.restart();
    await Promise.all(left.map((worker) => worker.line(isEvent('redis-back'))));

    await feed();
    await expectOrderlyEnd(stopped);

    const { workers, refused, ...counts } = await status(redis.path, '--wait');
    expect(counts).toEqual({
      event: 'status',
      code: 0,
      submitted,
      done: submitted,
      waiting: 0,
      delayed: 0,
      active: 0,
      failed: 0,
      missing: 0,
    });
    await expectOrderlyEnd(last);

    // Each effect is on one account, and so is each refusal.
    const sum = (of: 'applied' | 'refused'): number =>
      workers.reduce((sofar, one) => sofar + one[of], 0);
    expect([sum('applied'), sum('refused')]).toEqual([submitted, refused]);
    expect(workers.filter(({ applied }) => applied > 0)).toHaveLength(3);
  },
  timeout,
);
