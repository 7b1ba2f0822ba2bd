import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createPool, type PoolError } from '../src/index.ts';
import { fixture, kindAt, randomOf } from './helpers.ts';

/** Streams of each run; `npm run soak` asks for more. */
const STREAMS = Math.ceil(Number(process.env['WATERTIGHT_SOAK_TASKS'] ?? 1500) / 10);
const IN_FLIGHT = 12;

type Kind = 'whole' | 'left' | 'aborted' | 'throws' | 'exits' | 'killed' | 'timed out';

const KINDS: readonly [number, Kind][] = [
  [0.4, 'whole'],
  [0.6, 'left'],
  [0.75, 'aborted'],
  [0.85, 'throws'],
  [0.9, 'exits'],
  [0.95, 'killed'],
];

/** What a stream may end with besides its own end: the death of a worker that it shared. */
const DEATHS = ['ERR_POOL_WORKER_EXITED', 'ERR_POOL_WORKER_TERMINATED'];
const ENDS: Record<Kind, string[]> = {
  whole: ['done'],
  left: ['left'],
  aborted: ['ABORT_ERR'],
  throws: ['ERR_POOL_TASK_FAILED'],
  exits: ['ERR_POOL_WORKER_EXITED'],
  killed: ['done', 'ERR_POOL_WORKER_EXITED'],
  'timed out': ['ERR_POOL_TIMEOUT'],
};

test(
  'streams that are left, aborted and killed at random all end, with a run of values from 1',
  { timeout: 60_000 + STREAMS * 200 },
  async () => {
    const random = randomOf(20_261_122);
    const longLived = new AbortController();
    await using pool = createPool<typeof import('./fixtures/streams.mjs')>(fixture('streams.mjs'), {
      maxThreads: 2,
      abortGrace: 20,
    });
    const words = new Int32Array(new SharedArrayBuffer(16));

    async function one(): Promise<void> {
      const kind = kindAt(random(), KINDS, 'timed out');
      const length = 1 + Math.floor(random() * 60);
      const buffer = 1 + Math.floor(random() * 20);
      const controller = new AbortController();
      const at = 1 + Math.floor(random() * length);
      const options = {
        buffer,
        signal: kind === 'aborted' ? controller.signal : longLived.signal,
      };
      const stream =
        kind === 'throws'
          ? pool.stream('failsAt', [length], options)
          : kind === 'exits'
            ? pool.stream('exitsAt', [length], options)
            : kind === 'timed out'
              ? pool.stream('waitsForEver', [words], { ...options, timeout: 10 })
              : kind === 'aborted' || kind === 'left'
                ? pool.stream('forEver', [words], options)
                : pool.stream('count', [length], options);
      let last = 0;
      let end = 'done';
      let killed: Promise<unknown> | undefined;
      try {
        for await (const value of stream) {
          if (value !== last + 1) expect.unreachable(`${kind}: ${value} after ${last}`);
          last = value;
          if (value !== at) continue;
          if (kind === 'aborted') controller.abort();
          if (kind === 'killed') killed = pool.run('exit').catch((error: unknown) => error);
          if (kind === 'left') {
            end = 'left';
            break;
          }
        }
      } catch (error) {
        end = (error as PoolError).code;
      }
      expect([...ENDS[kind], ...DEATHS], `${kind} ended with ${end}`).toContain(end);
      if (end === 'done') expect(last).toBe(length);
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      if (killed) expect(DEATHS).toContain(((await killed) as PoolError).code);
    }

    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < STREAMS) {
        next += 1;
        await one();
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    await pool.idle();
    const stats = pool.stats();
    expect(stats.completed + stats.failed + stats.aborted).toBe(stats.submitted);
    expect(stats).toMatchObject({ queued: 0, running: 0, ending: 0 });
    expect(getEventListeners(longLived.signal, 'abort')).toHaveLength(0);
    expect(await pool.run('add', [1, 2])).toBe(3);
  },
);
