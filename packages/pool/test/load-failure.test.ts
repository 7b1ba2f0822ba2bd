import { expect, test } from 'vitest';
import { createPool } from '../src/index.ts';
import { fixture, rejection } from './helpers.ts';

const modules: [what: string, module: string, code: string, cause: RegExp][] = [
  ['is missing', 'no-such-file.mjs', 'ERR_POOL_MODULE_LOAD', /Cannot find module/],
  ['does not parse', 'broken/syntax.mjs', 'ERR_POOL_MODULE_LOAD', /Unexpected end of input/],
  ['throws at import', 'throws-at-import.mjs', 'ERR_POOL_MODULE_LOAD', /at import/],
  ['exits at import', 'exits-at-import.mjs', 'ERR_POOL_MODULE_LOAD', /exited with code 5/],
];

test.each(modules)(
  'a module that %s fails every waiting task with one worker, and close() ends',
  async (_what, module, code, cause) => {
    await using pool = createPool(fixture(module), { maxThreads: 4 });
    const errors = await Promise.all(
      Array.from({ length: 100 }, (_, i) => rejection(pool.run('add', [i, i]))),
    );
    for (const error of errors) {
      expect(error.code).toBe(code);
      expect((error.cause as Error).message).toMatch(cause);
    }
    // The first burst may have started as many threads as it could use; no more.
    expect(pool.stats().created).toBeLessThanOrEqual(4);
    await pool.idle();
    // From then on one try for each burst.
    for (let round = 0; round < 3; round += 1) {
      const { created } = pool.stats();
      await Promise.all(Array.from({ length: 50 }, () => rejection(pool.run('add', [1, 2]))));
      await pool.idle();
      expect(pool.stats().created).toBe(created + 1);
    }
    expect(pool.stats()).toMatchObject({ queued: 0, running: 0, threads: 0 });
  },
);

test('minThreads of a module that cannot load are not respawned without end', async () => {
  await using pool = createPool(fixture('throws-at-import.mjs'), { minThreads: 2, maxThreads: 2 });
  await rejection(pool.run('add', [1, 2]));
  await pool.idle();
  expect(pool.stats()).toMatchObject({ created: 2, threads: 0 });
});

test('workers that die before they begin a task are not started without end', async () => {
  await using pool = createPool<{ add(a: number, b: number): number }>(fixture('dies-soon.mjs'), {
    maxThreads: 2,
  });
  const settled = await Promise.allSettled(
    Array.from({ length: 200 }, (_, i) => pool.run('add', [i, i])),
  );
  // A task may win the race against the end of its worker; each has settled either way.
  for (const outcome of settled) {
    if (outcome.status === 'rejected') expect(outcome.reason.code).toMatch(/^ERR_POOL_/);
  }
  await pool.idle();
  expect(pool.stats().created).toBeLessThan(200);
});

test('a worker that cannot be made fails the tasks', async () => {
  await using pool = createPool(fixture('tasks.mjs'), { execArgv: ['--no-such-flag'] });
  const error = await rejection(pool.run('add', [1, 2]));
  expect(error.code).toBe('ERR_POOL_THREAD_START');
  expect((error.cause as Error).message).toContain('--no-such-flag');
});

test.each(['never-loads.mjs', 'spins-at-import.mjs'])(
  'a module that never finishes loading (%s) fails its tasks when loadTimeout is over',
  async (module) => {
    await using pool = createPool(fixture(module), { maxThreads: 1, loadTimeout: 300 });
    const errors = await Promise.all([1, 2, 3].map(() => rejection(pool.run('never'))));
    for (const error of errors) {
      expect(error.code).toBe('ERR_POOL_MODULE_LOAD');
      expect((error.cause as Error).message).toMatch(/not loaded after 300 ms \(loadTimeout\)/);
    }
    await pool.idle();
    expect(pool.stats()).toMatchObject({ threads: 0, ending: 0, queued: 0 });
    expect(pool.stats().retired['load-failed']).toBe(1);
  },
);
