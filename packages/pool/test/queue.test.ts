import { expect, test } from 'vitest';
import { changed, rejection, release, sharedWords, taskPool } from './helpers.ts';

test('is bounded: a task beyond maxQueue is refused and the others run', async () => {
  await using pool = taskPool({ maxThreads: 1, maxQueue: 10 });
  const words = sharedWords();
  const held = pool.run('hold', [words]);
  await changed(words);
  const taken = Array.from({ length: 10 }, (_, i) => pool.run('add', [i, 0]));
  const error = await rejection(pool.run('add', [1, 2]));
  expect(error).toMatchObject({ name: 'PoolRefusedError', code: 'ERR_POOL_QUEUE_FULL' });
  expect(error.message).toContain('10 tasks wait already');
  release(words);
  expect(await held).toBe('released');
  expect(await Promise.all(taken)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(pool.stats()).toMatchObject({ submitted: 11, completed: 11, refused: 1 });
});

test('the counters always add up', async () => {
  await using pool = taskPool({ maxThreads: 2, maxQueue: Infinity });
  const check = () => {
    const { submitted, completed, failed, aborted, queued, running } = pool.stats();
    expect(completed + failed + aborted + queued + running).toBe(submitted);
  };
  const controller = new AbortController();
  const tasks = Array.from({ length: 1000 }, (_, i) => {
    const options = i % 7 === 0 ? { signal: controller.signal } : {};
    const name = i % 5 === 0 ? 'throwCustom' : 'addLater';
    return pool
      .run(name as 'addLater', [i, 0], options)
      .catch(() => {})
      .finally(check);
  });
  check();
  await Promise.all(tasks.slice(0, 100));
  controller.abort();
  check();
  await Promise.all(tasks);
  expect(pool.stats()).toMatchObject({ submitted: 1000, queued: 0, running: 0 });
});
