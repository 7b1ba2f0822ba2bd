import { expect, test } from 'vitest';
import { changed, rejection, sharedWords, taskPool } from './helpers.ts';

test('rejects what runs, what was sent and what waits, and ends every worker', async () => {
  const pool = taskPool({ maxThreads: 2 });
  const words = sharedWords();
  const tasks = [
    rejection(pool.run('holdForEver', [words])),
    ...Array.from({ length: 300 }, () => rejection(pool.run('loop'))),
  ];
  await changed(words);
  await pool.destroy();
  for (const error of await Promise.all(tasks)) expect(error.code).toBe('ERR_POOL_DESTROYED');
  expect(pool.stats()).toMatchObject({ submitted: 301, failed: 301, queued: 0, running: 0 });
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
  expect((await rejection(pool.run('add', [1, 2]))).code).toBe('ERR_POOL_CLOSED');
});

test('ends a close() that waits for a task without end', async () => {
  const pool = taskPool({ maxThreads: 1 });
  const words = sharedWords();
  const looping = rejection(pool.run('holdForEver', [words]));
  await changed(words);
  const closing = pool.close();
  await pool.destroy();
  await closing;
  expect((await looping).code).toBe('ERR_POOL_DESTROYED');
});

test('can be called again, and after close()', async () => {
  const pool = taskPool({ maxThreads: 1 });
  await pool.run('add', [1, 2]);
  await pool.close();
  await pool.destroy();
  expect(pool.destroy()).toBe(pool.destroy());
  await pool.destroy();
});
