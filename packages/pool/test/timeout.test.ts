import { expect, test } from 'vitest';
import { changed, rejection, release, sharedWords, taskPool } from './helpers.ts';

test('counts from the start of the task, not from run()', async () => {
  await using pool = taskPool({ maxThreads: 1, timeout: 500 });
  const words = sharedWords();
  const held = pool.run('hold', [words], { timeout: 0 });
  const waiting = pool.run('add', [1, 2]);
  await changed(words);
  // Longer than the timeout, by the same clock that would fire it.
  await new Promise((resolve) => {
    setTimeout(resolve, 700);
  });
  release(words);
  expect(await held).toBe('released');
  expect(await waiting).toBe(3);
  expect(pool.stats()).toMatchObject({ timedOut: 0, created: 1 });
});

test('the pool has one, a task may have its own', async () => {
  await using pool = taskPool({ maxThreads: 2, timeout: 20 });
  const [own, pools] = await Promise.all([
    rejection(pool.run('never', [], { timeout: 10 })),
    rejection(pool.run('loop')),
  ]);
  expect(own.message).toContain("'never' ran longer than its timeout of 10 ms");
  expect(pools.message).toContain("'loop' ran longer than its timeout of 20 ms");
  expect(pool.stats()).toMatchObject({ failed: 2, timedOut: 2 });
  await pool.idle();
  expect(pool.stats().retired.timeout).toBe(2);
});

test('tasks behind the one that timed out run elsewhere', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const looping = rejection(pool.run('loop', [], { timeout: 20 }));
  const others = Array.from({ length: 20 }, (_, i) => pool.run('add', [i, 1], { timeout: 60_000 }));
  expect((await looping).code).toBe('ERR_POOL_TIMEOUT');
  expect(await Promise.all(others)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});
