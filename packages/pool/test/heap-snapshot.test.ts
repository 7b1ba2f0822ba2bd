import { finished } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { rejection, taskPool } from './helpers.ts';

test('the worker lives until the snapshot has been read, though the pool closes', async () => {
  const pool = taskPool({ maxThreads: 1 });
  await pool.run('add', [1, 2]);
  const stream = await pool.threads[0]!.getHeapSnapshot();
  const closed = pool.close();
  let bytes = 0;
  let first = '';
  for await (const chunk of stream) {
    first ||= String(chunk);
    bytes += (chunk as Uint8Array).length;
  }
  await closed;
  expect(first).toMatch(/^\{"snapshot"/);
  expect(bytes).toBeGreaterThan(100_000);
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
});

test('the worker of an aborted task lives until the snapshot has been read', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  await pool.run('add', [1, 2]);
  const stream = await pool.threads[0]!.getHeapSnapshot();
  const error = await rejection(pool.run('loop', [], { timeout: 10 }));
  expect(error.code).toBe('ERR_POOL_TIMEOUT');
  expect(pool.stats()).toMatchObject({ ending: 1 });
  expect(await pool.run('add', [1, 2])).toBe(3);
  stream.resume();
  await finished(stream);
  await pool.idle();
  expect(pool.stats()).toMatchObject({ ending: 0 });
});

test('a stream that nobody reads can be destroyed; destroy() of the pool does so', async () => {
  const pool = taskPool({ maxThreads: 1 });
  await pool.run('add', [1, 2]);
  const stream = await pool.threads[0]!.getHeapSnapshot();
  await pool.destroy();
  expect(stream.destroyed).toBe(true);
  expect(pool.stats()).toMatchObject({ threads: 0, ending: 0 });
});

test('a thread that has ended refuses', async () => {
  const pool = taskPool({ maxThreads: 1 });
  await pool.run('add', [1, 2]);
  const thread = pool.threads[0]!;
  await pool.close();
  await expect(thread.getHeapSnapshot()).rejects.toMatchObject({
    code: 'ERR_POOL_INVALID_ARGUMENT',
  });
});
