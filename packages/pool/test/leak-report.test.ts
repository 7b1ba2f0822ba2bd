import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import type { ClosedEvent } from '../src/index.ts';
import { changed, release, sharedWords, taskPool } from './helpers.ts';

const NOTHING = {
  clean: true,
  workers: 0,
  ports: 0,
  timers: 0,
  listeners: 0,
  tasks: {},
  stopping: 0,
  snapshots: 0,
  waiting: 0,
  residue: {},
};

test('leaks() tells what a pool holds, and after close() that it holds nothing', async () => {
  const pool = taskPool({ maxThreads: 1, maxQueue: 2, timeout: 60_000 });
  expect(pool.leaks()).toEqual(NOTHING);
  const words = sharedWords();
  const { signal } = new AbortController();
  const held = pool.run('hold', [words], { signal });
  await changed(words);
  const others = [1, 2, 3].map((n) => pool.run('add', [n, n]).catch(() => {}));
  const ready = pool.ready();
  const idle = pool.idle();
  expect(pool.leaks()).toMatchObject({
    clean: false,
    workers: 1,
    ports: 1,
    listeners: 1,
    tasks: { hold: 1, add: 2 },
    waiting: 2,
  });
  // Of the time limit, the loading, the idle threads, and the one that holds the process.
  expect(pool.leaks().timers).toBe(4);
  const [thread] = pool.threads;
  release(words);
  await Promise.all([held, ready, idle, ...others]);
  const snapshot = thread!.getHeapSnapshot();
  expect(pool.leaks()).toMatchObject({ snapshots: 1, listeners: 0, tasks: {}, waiting: 0 });
  await snapshot;
  await pool.close();
  expect(pool.leaks()).toEqual(NOTHING);
});

test('the report of a pool is published when it is closed or destroyed', async () => {
  const events: ClosedEvent[] = [];
  const listen = (event: unknown) => events.push(event as ClosedEvent);
  subscribe('watertight.pool.closed', listen);
  const pool = taskPool({ name: 'reported', maxThreads: 1 });
  expect(await pool.run('add', [1, 2])).toBe(3);
  const lost = pool.run('never').catch(() => {});
  await pool.destroy();
  await lost;
  unsubscribe('watertight.pool.closed', listen);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ pool: 'reported', leaks: NOTHING });
  expect(events[0]!.stats).toMatchObject({ submitted: 2, completed: 1, failed: 1, threads: 0 });
});
