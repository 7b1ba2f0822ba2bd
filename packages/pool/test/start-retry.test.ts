import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createPool, type Pool, type PoolOptions, type PoolThreadEvent } from '../src/index.ts';
import { fixture } from './helpers.ts';

type Tasks = typeof import('./fixtures/loads-at-times.mjs');

/** A pool whose workers fail to load at the given times, counted from 0. */
function poolFailingAt(times: number[], options: PoolOptions): Pool<Tasks> {
  const words = new Int32Array(new SharedArrayBuffer(16));
  for (const time of times) words[3]! |= 1 << time;
  return createPool<Tasks>(fixture('loads-at-times.mjs'), { workerData: words, ...options });
}

test('a thread that could not start is tried again though all that serve are busy', async () => {
  // Both tasks wait for each other: with one thread they would wait for ever.
  await using pool = poolFailingAt([1, 2], { minThreads: 2, maxThreads: 2 });
  await pool.run('add', [1, 2]);
  await Promise.all([pool.run('meet', [2]), pool.run('meet', [2])]);
  expect(pool.stats()).toMatchObject({ failed: 0, threads: 2, created: 4 });
  expect(pool.stats().retired['load-failed']).toBe(2);
});

test('replacements that cannot start are not tried one upon the other, nor given up', async () => {
  const order: string[] = [];
  const onThread = ({ event, reason }: PoolThreadEvent): void => {
    if (event !== 'ended' || reason !== 'load-failed') return;
    order.push('failed');
    // Due before the pool's own timer for the next try.
    setTimeout(() => order.push('waited'), 500);
  };
  await using pool = poolFailingAt([1, 2], {
    minThreads: 1,
    maxThreads: 1,
    residue: { action: 'recycle', settle: 20, memory: Infinity },
    execArgv: [],
    onThread,
  });
  await pool.run('leave');
  while (pool.stats().retired.recycled === 0) await turn();
  expect(pool.stats()).toMatchObject({ threads: 1, created: 4 });
  expect(order).toEqual(['failed', 'waited', 'failed', 'waited']);
});

test('workers that look for residue start though other threads take the flag for gc() back', async () => {
  const flagger = `
    const { setFlagsFromString } = require('node:v8');
    const { runInNewContext } = require('node:vm');
    const { parentPort } = require('node:worker_threads');
    const again = () => {
      for (let turn = 0; turn < 10; turn += 1) {
        setFlagsFromString('--expose-gc');
        try {
          runInNewContext('gc');
        } catch {
          continue;
        }
        setFlagsFromString('--no-expose-gc');
        runInNewContext('');
      }
      setImmediate(again);
    };
    parentPort.once('message', () => process.exit());
    again();
    parentPort.postMessage('runs');`;
  const rival = new Worker(flagger, { eval: true, execArgv: [] });
  await once(rival, 'message');
  onTestFinished(async () => {
    rival.postMessage('end');
    await once(rival, 'exit');
  });
  for (let round = 0; round < 10; round += 1) {
    await using pool = poolFailingAt([], {
      minThreads: 2,
      maxThreads: 2,
      residue: 'warn',
      execArgv: [],
    });
    await Promise.all([pool.run('meet', [2]), pool.run('meet', [2])]);
    expect(pool.stats()).toMatchObject({ created: 2, failed: 0 });
  }
});
