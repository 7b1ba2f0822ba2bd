import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createPool, type PoolError } from '../src/index.ts';
import { fixture, kindAt, randomOf } from './helpers.ts';
import type { Kind, Shared } from './fixtures/acts.mjs';

/** Tasks of each run; `npm run soak` asks for 100,000. */
const TASKS = Number(process.env['WATERTIGHT_SOAK_TASKS'] ?? 1500);
/** What is submitted and has not settled, at most. */
const IN_FLIGHT = 200;
/** Codes that a task may reject with whose fate another task's death decided. */
const STRANDED = ['ERR_POOL_TRANSFER_LOST', 'ERR_POOL_WORKER_EXITED', 'ERR_POOL_WORKER_CRASHED'];

const KINDS: readonly [number, Kind][] = [
  [0.6, 'now'],
  [0.8, 'later'],
  [0.88, 'throw'],
  [0.93, 'move'],
  [0.96, 'function'],
  [0.97, 'exit'],
  [0.98, 'uncaught'],
  [0.985, 'leave-a-bomb'],
];

interface Outcome {
  kind: Kind;
  value?: unknown;
  code?: string;
  times: number;
}

async function storm(maxThreads: number, seed: number): Promise<void> {
  const random = randomOf(seed);
  const words = (count: number) => new Int32Array(new SharedArrayBuffer(count * 4));
  const shared: Shared = { begun: words(TASKS), order: words(TASKS + 1) };
  const outcomes: Outcome[] = [];
  const longLived = new AbortController();
  await using pool = createPool<typeof import('./fixtures/acts.mjs')>(fixture('acts.mjs'), {
    maxThreads,
  });

  async function one(index: number): Promise<void> {
    const kind = kindAt(random(), KINDS, 'loop');
    const outcome: Outcome = { kind, times: 0 };
    outcomes[index] = outcome;
    const buffer = kind === 'move' ? new ArrayBuffer(index + 1) : undefined;
    const controller = new AbortController();
    // Half of the loops are ended by their timeout, half by their signal; and some tasks that
    // would end by themselves are aborted too, waiting or running.
    const byTimeout = kind === 'loop' && random() < 0.5;
    const byAbort = (kind === 'loop' && !byTimeout) || random() < 0.02;
    const timer = byAbort ? setTimeout(() => controller.abort(), random() * 30) : undefined;
    const settled = pool.run('act', [kind, index, shared, buffer ?? index], {
      signal: byAbort ? controller.signal : longLived.signal,
      ...(byTimeout ? { timeout: 5 + random() * 10 } : {}),
      ...(buffer ? { transfer: [buffer] } : {}),
    });
    await settled.then(
      (value) => {
        outcome.times += 1;
        outcome.value = value;
      },
      (error: PoolError) => {
        outcome.times += 1;
        expect(error).toBeInstanceOf(Error);
        outcome.code = error.code;
      },
    );
    clearTimeout(timer);
  }

  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < TASKS) {
      next += 1;
      await one(next - 1);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  await pool.idle();

  const expected: Record<Kind, string[]> = {
    now: [],
    later: [],
    move: [],
    'leave-a-bomb': [],
    throw: ['ERR_POOL_TASK_FAILED'],
    exit: ['ERR_POOL_WORKER_EXITED'],
    uncaught: ['ERR_POOL_WORKER_CRASHED'],
    function: ['ERR_POOL_RESULT_NOT_CLONEABLE'],
    loop: ['ERR_POOL_TIMEOUT'],
  };
  expect(outcomes).toHaveLength(TASKS);
  outcomes.forEach(({ kind, value, code, times }, index) => {
    const what = `task ${index} (${kind}) settled with ${code ?? String(value)}`;
    expect(times, what).toBe(1);
    const begun = Atomics.load(shared.begun, index);
    expect(begun, `${what}; begun`).toBeLessThanOrEqual(1);
    if (code === undefined) {
      expect(expected[kind], what).toEqual([]);
      expect(value, what).toBe(kind === 'move' ? index + 1 : index);
      expect(begun, what).toBe(1);
    } else if (code !== 'ABORT_ERR') {
      // A bomb may go off under any task: then that one suffers, whatever it would have done.
      expect([...expected[kind], ...STRANDED], what).toContain(code);
    }
  });
  if (maxThreads === 1) {
    const places = outcomes.map((_, i) => Atomics.load(shared.order, i + 1)).filter((at) => at > 0);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  }
  const stats = pool.stats();
  expect(stats.submitted).toBe(TASKS);
  expect(stats.completed + stats.failed + stats.aborted).toBe(TASKS);
  expect(stats).toMatchObject({ queued: 0, running: 0, ending: 0 });
  expect(stats.created).toBeGreaterThan(TASKS / 100);
  expect(getEventListeners(longLived.signal, 'abort')).toHaveLength(0);
}

test.each([
  [1, 20_261_122],
  [2, 777],
])(
  'no task is lost or run twice while workers die at random (%i threads, seed %i)',
  { timeout: 60_000 + TASKS * 20 },
  storm,
);
