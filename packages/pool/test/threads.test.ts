import { expect, test } from 'vitest';
import { changed, rejection, release, sharedWords, taskPool } from './helpers.ts';

test('starts none before it is needed, and no more than there are tasks', async () => {
  await using pool = taskPool({ maxThreads: 4 });
  expect(pool.stats()).toMatchObject({ created: 0, threads: 0 });
  await pool.run('add', [1, 2]);
  await pool.run('add', [1, 2]);
  expect(pool.stats()).toMatchObject({ created: 1, threads: 1 });
  await Promise.all([pool.run('addLater', [1, 2]), pool.run('addLater', [1, 2])]);
  expect(pool.stats()).toMatchObject({ created: 2, threads: 2 });
});

test('starts minThreads at once and never has more than maxThreads', async () => {
  await using pool = taskPool({ minThreads: 1, maxThreads: 2 });
  expect(pool.threads).toHaveLength(1);
  await Promise.all(Array.from({ length: 100 }, (_, i) => pool.run('addLater', [i, i])));
  expect(pool.stats()).toMatchObject({ created: 2, threads: 2 });
});

test('ends idle threads after idleTimeout, down to minThreads', async () => {
  await using pool = taskPool({ minThreads: 1, maxThreads: 4, idleTimeout: 1 });
  const words = sharedWords();
  const held = pool.run('hold', [words]);
  await Promise.all(Array.from({ length: 40 }, (_, i) => pool.run('addLater', [i, i])));
  await changed(words);
  release(words);
  await held;
  while (pool.stats().threads > 1 || pool.stats().ending > 0) {
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
  expect(pool.stats().retired.idle).toBe(pool.stats().created - 1);
  expect(await pool.run('add', [1, 2])).toBe(3);
});

test('an idle worker keeps turning its event loop', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const words = sharedWords();
  await pool.run('startSharedTimer', [words]);
  await pool.idle();
  // Three ticks of a timer that the task left, with nothing running.
  for (let i = 0; i < 3; i += 1) await changed(words, Atomics.load(words, 0));
  expect(pool.stats()).toMatchObject({ running: 0, queued: 0 });
});

test('describes each live thread', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  expect(pool.threads).toEqual([]);
  await pool.run('add', [1, 2]);
  const [thread] = pool.threads;
  expect(pool.threads[0]).toBe(thread);
  expect(thread).toMatchObject({ state: 'idle', inFlight: 0, answered: 1 });
  expect(thread!.threadId).toBe((await pool.run('where')).threadId);
  const memory = await thread!.memoryUsage();
  expect(memory.heapUsed).toBeGreaterThan(100_000);
  expect(memory.heapTotal).toBeGreaterThanOrEqual(memory.heapUsed);
  expect(memory.external).toBeGreaterThan(0);
  await rejection(pool.run('exit', [0]));
  await expect(thread!.memoryUsage()).rejects.toMatchObject({ code: 'ERR_POOL_INVALID_ARGUMENT' });
  expect(thread!.state).toBe('ending');
});

test('a question for memory settles when the thread ends before it answers', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  for (let i = 0; i < 10; i += 1) {
    await pool.run('add', [1, 2]);
    const [thread] = pool.threads;
    const gone = rejection(pool.run('exit', [0]));
    const answers = Array.from({ length: 5 }, () => thread!.memoryUsage());
    for (const answer of await Promise.allSettled(answers)) {
      if (answer.status === 'fulfilled') expect(answer.value.heapUsed).toBeGreaterThan(100_000);
      else expect(answer.reason).toMatchObject({ code: 'ERR_POOL_INVALID_ARGUMENT' });
    }
    await gone;
  }
});

test('a worker that runs more than one task at a time where they wait', async () => {
  await using pool = taskPool({ maxThreads: 1, concurrency: 2 });
  const controller = new AbortController();
  const waiting = rejection(pool.run('never', [], { signal: controller.signal }));
  // Runs beside the task that never answers.
  expect(await pool.run('addLater', [1, 2])).toBe(3);
  expect(pool.stats()).toMatchObject({ running: 1, created: 1 });
  controller.abort();
  expect((await waiting).code).toBe('ABORT_ERR');
});
