import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import type { TaskEvent, ThreadEvent } from '../src/index.ts';
import { changed, rejection, sharedWords, taskPool } from './helpers.ts';

/** What is published on a channel while the body runs. */
async function published<T>(name: string, body: () => Promise<void>): Promise<T[]> {
  const events: T[] = [];
  const listener = (event: unknown): void => void events.push(event as T);
  subscribe(name, listener);
  try {
    await body();
  } finally {
    unsubscribe(name, listener);
  }
  return events;
}

test('every task is published once, with its outcome', async () => {
  const events = await published<TaskEvent>('watertight.pool.task', async () => {
    await using pool = taskPool({ maxThreads: 1, name: 'watched' });
    await pool.run('add', [1, 2]);
    await rejection(pool.run('throwCustom'));
    await rejection(pool.run('exit', [1]));
    await rejection(pool.run('loop', [], { timeout: 10 }));
    await rejection(pool.run('loop', [], { signal: AbortSignal.timeout(10) }));
  });
  expect(events.map(({ task, outcome }) => `${task} ${outcome}`)).toEqual([
    'add completed',
    'throwCustom failed',
    'exit failed',
    'loop failed',
    'loop aborted',
  ]);
  expect(events.every(({ pool }) => pool === 'watched')).toBe(true);
  expect(events.map(({ error }) => (error as { code?: string } | undefined)?.code)).toEqual([
    undefined,
    'ERR_POOL_TASK_FAILED',
    'ERR_POOL_WORKER_EXITED',
    'ERR_POOL_TIMEOUT',
    'ABORT_ERR',
  ]);
});

test('a crash between tasks is published with its error', async () => {
  const events = await published<ThreadEvent>('watertight.pool.thread', async () => {
    await using pool = taskPool({ maxThreads: 1 });
    const words = sharedWords();
    await pool.run('throwLater', [words]);
    await changed(words);
    await pool.run('add', [1, 2]);
  });
  expect(events.map(({ event, reason }) => [event, reason])).toEqual([
    ['created', undefined],
    ['ended', 'crashed'],
    ['created', undefined],
    ['ended', 'closed'],
  ]);
  expect(events[1]).toMatchObject({ exitCode: 1, error: { message: 'left behind' } });
  expect(events[1]!.threadId).toBe(events[0]!.threadId);
});
