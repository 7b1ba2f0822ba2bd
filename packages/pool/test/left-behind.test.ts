import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, onTestFinished, test } from 'vitest';
import {
  createPool,
  TaskResidueError,
  type Pool,
  type PoolOptions,
  type ResidueEvent,
} from '../src/index.ts';
import { changed, fixture, rejection, sharedWords } from './helpers.ts';
import type { Clean, Leaves } from './fixtures/residue.mjs';

type Tasks = typeof import('./fixtures/residue.mjs');

function residuePool(options: PoolOptions): Pool<Tasks> {
  return createPool<Tasks>(fixture('residue.mjs'), {
    maxThreads: 1,
    // The test runner has a hook of its own on `process.emit`, which would be seen as the caller.
    execArgv: [],
    ...options,
  });
}

function residueEvents(): ResidueEvent[] {
  const events: ResidueEvent[] = [];
  const note = (event: unknown): void => void events.push(event as ResidueEvent);
  subscribe('watertight.pool.residue', note);
  onTestFinished(() => void unsubscribe('watertight.pool.residue', note));
  return events;
}

const HERE = /residue\.mjs:\d+:\d+$/;
const NOT_MEASURED = { settle: 20, memory: Infinity } as const;

const rows: [Leaves, { type: string; count?: number; on?: string; where?: RegExp | undefined }][] =
  [
    ['interval', { type: 'Timeout' }],
    ['unrefedTimer', { type: 'Timeout' }],
    ['promisedTimer', { type: 'Timeout' }],
    ['immediates', { type: 'Immediate' }],
    ['server', { type: 'TCPSERVERWRAP', where: undefined }],
    ['datagrams', { type: 'UDPWRAP' }],
    ['file', { type: 'FILEHANDLE' }],
    ['descriptor', { type: 'fd' }],
    ['watcher', { type: 'FSEVENTWRAP' }],
    ['statWatcher', { type: 'STATWATCHER' }],
    ['channel', { type: 'MESSAGEPORT', count: 2 }],
    ['child', { type: 'PROCESSWRAP' }],
    ['worker', { type: 'WORKER' }],
    ['exitListener', { type: 'listener', on: "process 'exit'" }],
    ['onceListener', { type: 'listener', on: "process 'warning'" }],
    ['stdoutListener', { type: 'listener', on: "process.stdout 'drain'" }],
    ['portListener', { type: 'listener', on: "parentPort 'message'" }],
  ];

test.each(rows)(
  'a task that leaves: %s, is reported by name, kind and place',
  async (what, row) => {
    const events = residueEvents();
    await using pool = residuePool({ residue: { action: 'throw', ...NOT_MEASURED }, name: 'seen' });
    const error = await rejection(pool.run('leaves', [what]));
    expect(error).toBeInstanceOf(TaskResidueError);
    const { code, message, residue, cause } = error as TaskResidueError;
    expect(code).toBe('ERR_POOL_RESIDUE');
    expect(cause).toBeInstanceOf(Error);
    // What is still being closed may be told beside it.
    expect(message).toMatch(
      new RegExp(`^Task 'leaves' left behind: (.*, )?${row.count ?? 1} ${row.type}\\b`),
    );
    expect(residue.left.map(({ type }) => type)).toContain(row.type);
    const found = residue.left.find(
      ({ type, on }) => type === row.type && (!row.on || on === row.on),
    )!;
    expect(found).toMatchObject({ count: row.count ?? 1, ...(row.on ? { on: row.on } : {}) });
    if (!('where' in row)) expect(found.where).toMatch(HERE);
    expect(pool.stats()).toMatchObject({ failed: 1, residue: { leaves: { runs: 1 } } });
    expect(pool.stats().residue['leaves']!.left[row.type]).toBeGreaterThanOrEqual(row.count ?? 1);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ pool: 'seen', task: 'leaves', left: residue.left });
    expect(events[0]!.message).toBe(message);
    expect(await pool.run('add', [1, 2])).toBe(3);
  },
);

test('a connection that a task leaves open is reported', async () => {
  const server = createServer().listen(0);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  await using pool = residuePool({ residue: { action: 'throw', ...NOT_MEASURED } });
  const { port } = server.address() as AddressInfo;
  const error = await rejection(pool.run('leaves', ['connection', port]));
  const found = (error as TaskResidueError).residue.left.find(({ type }) => type === 'TCPWRAP');
  expect(found).toMatchObject({ count: 1 });
});

/** So many that its memory is judged. */
const RUNS = 34;
const cleans: Clean[] = [
  'timers',
  'deferredTimer',
  'signal',
  'connection',
  'file',
  'watcher',
  'channel',
  'child',
  'worker',
  'listeners',
  'output',
  'bigResult',
  'bigObject',
];

test.each(cleans)('a clean task is not accused: %s', async (what) => {
  await using pool = residuePool({ residue: { action: 'throw', settle: 5000 } });
  // Processes and workers take long to start.
  const runs = what === 'child' || what === 'worker' ? 3 : RUNS;
  for (let run = 0; run < runs; run += 1) await pool.run('isClean', [what]);
  expect(pool.stats()).toMatchObject({ completed: runs, failed: 0, residue: {} });
});

test('a task that fails by itself keeps its error, and what it left is told', async () => {
  await using pool = residuePool({ residue: 'throw' });
  const error = await rejection(pool.run('isClean', ['failure']));
  expect(error.code).toBe('ERR_POOL_TASK_FAILED');
  expect(pool.stats().residue).toEqual({});
});

test("'warn' gives the result, and counts by name", async () => {
  await using pool = residuePool({ residue: { action: 'warn', ...NOT_MEASURED } });
  for (let run = 0; run < 3; run += 1) await pool.run('leaves', ['interval']);
  await pool.run('add', [1, 2]);
  expect(pool.stats().residue).toEqual({
    leaves: { runs: 3, left: { Timeout: 3 }, heapBytes: 0, externalBytes: 0 },
  });
  expect(pool.stats()).toMatchObject({ completed: 4, failed: 0, created: 1 });
});

test("'recycle' replaces the worker softly: every task completes, on a new one", async () => {
  await using pool = residuePool({
    residue: { action: 'recycle', ...NOT_MEASURED },
    minThreads: 1,
  });
  await pool.run('leaves', ['interval']);
  expect(await Promise.all([1, 2, 3].map((n) => pool.run('add', [n, n])))).toEqual([2, 4, 6]);
  while (pool.stats().retired.recycled === 0) await pool.run('add', [1, 1]);
  await pool.idle();
  expect(pool.stats()).toMatchObject({ failed: 0, created: 2, threads: 1 });
});

test("'recycle' replaces every worker that was soiled, though they are soiled together", async () => {
  await using pool = residuePool({
    residue: { action: 'recycle', ...NOT_MEASURED },
    minThreads: 2,
    maxThreads: 2,
  });
  const words = sharedWords();
  const both = [pool.run('beside', [words, true]), pool.run('beside', [words, true])];
  while (Atomics.load(words, 0) < 2) await changed(words, Atomics.load(words, 0));
  Atomics.store(words, 1, 1);
  await Promise.all(both);
  while (pool.stats().retired.recycled < 2) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  await pool.idle();
  expect(pool.stats()).toMatchObject({ threads: 2, created: 4, failed: 0 });
});

test('what tasks leave is told apart where they run beside each other', async () => {
  await using pool = residuePool({
    residue: { action: 'throw', ...NOT_MEASURED },
    concurrency: 4,
  });
  const words = sharedWords();
  const runs = [false, true, false, true].map((makes) => pool.run('beside', [words, makes]));
  const outcomes = Promise.allSettled(runs);
  while (Atomics.load(words, 0) < 4) await changed(words, Atomics.load(words, 0));
  Atomics.store(words, 1, 1);
  expect((await outcomes).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
  ]);
  expect(pool.stats().residue['beside']).toMatchObject({ runs: 2, left: { Timeout: 2 } });
});

test('types that are to be ignored are', async () => {
  await using pool = residuePool({ residue: { action: 'throw', ignore: ['Timeout'] } });
  await pool.run('leaves', ['interval']);
  expect(pool.stats().residue).toEqual({});
});

test('what a task leaves works on in an idle worker, and is reported', async () => {
  await using pool = residuePool({ residue: { action: 'warn', ...NOT_MEASURED } });
  const words = sharedWords();
  await pool.run('tick', [words]);
  for (let n = 0; n < 3; n += 1) await changed(words, Atomics.load(words, 0));
  expect(pool.stats().residue['tick']!.left).toEqual({ Timeout: 1 });
});
