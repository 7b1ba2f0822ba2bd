import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createPool, type PoolThreadEvent } from '../src/index.ts';
import { fixture, inProcess, rejection, sharedWords, taskPool } from './helpers.ts';

test('tells when a thread is created, can run tasks, and has ended, and why', async () => {
  const events: PoolThreadEvent[] = [];
  const pool = taskPool({ maxThreads: 1, onThread: (event) => events.push(event) });
  await pool.run('add', [1, 2]);
  await Promise.all([rejection(pool.run('exit', [3])), rejection(pool.run('exit', [3]))]);
  await pool.close();
  expect(events.map(({ event, reason, lost }) => [event, reason, lost])).toEqual([
    ['created', undefined, 0],
    ['ready', undefined, 0],
    ['ended', 'exited', 1],
    ['created', undefined, 0],
    ['ready', undefined, 0],
    ['ended', 'exited', 1],
  ]);
  expect(events[2]).toMatchObject({ exitCode: 3, thread: events[0]!.thread });
  expect(events[3]!.thread).not.toBe(events[0]!.thread);
});

test('tells what a worker died of between tasks', async () => {
  const ended = new Promise<PoolThreadEvent>((resolve) => {
    const pool = taskPool({
      maxThreads: 1,
      onThread: (event) => event.event === 'ended' && resolve(event),
    });
    void pool.run('throwLater', [sharedWords()]);
  });
  const { reason, error, lost } = await ended;
  expect({ reason, lost }).toEqual({ reason: 'crashed', lost: 0 });
  expect(error).toMatchObject({ message: 'left behind' });
});

test('what the observer throws is an uncaught exception, and the task is done', async () => {
  const { stdout, stderr, code } = await inProcess(`
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    const pool = createPool(fixture('tasks.mjs'), { onThread() { throw new Error('observer'); } });
    console.log(await pool.run('add', [1, 2]));
    await pool.close();`);
  expect({ stdout, stderr, code }).toEqual({
    stdout: 'uncaught observer\nuncaught observer\n3\nuncaught observer\n',
    stderr: '',
    code: 0,
  });
});

test('the threads are there in the tick of run()', async () => {
  await using pool = taskPool({ minThreads: 1, maxThreads: 3 });
  const tasks = [];
  const counts = [];
  for (let i = 0; i < 5; i += 1) {
    tasks.push(pool.run('addLater', [i, i]));
    counts.push(pool.threads.length);
  }
  expect(counts).toEqual([1, 2, 3, 3, 3]);
  await Promise.all(tasks);
});

test('a thread that dies is replaced up to minThreads, though no task waits', async () => {
  const ids: number[] = [];
  await using pool = taskPool({
    minThreads: 2,
    maxThreads: 2,
    onThread: ({ event, thread }) => event === 'created' && ids.push(thread.threadId),
  });
  await rejection(pool.run('exit', [1]));
  expect(ids).toHaveLength(3);
  expect(pool.threads).toHaveLength(2);
});

test('gives the worker itself', async () => {
  await using pool = createPool(fixture('outgoing.mjs'), { minThreads: 1, maxThreads: 1 });
  const { worker, threadId } = pool.threads[0]!;
  expect(worker.threadId).toBe(threadId);
  const message = once(worker, 'message');
  await pool.run('post', ['hello']);
  expect(await message).toEqual(['hello']);
});

test('onThread must be a function', () => {
  expect(() => taskPool({ onThread: 1 as never })).toThrow(
    /'onThread' must be a function; it is 1/,
  );
});
