import { SHARE_ENV } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { createPool, type Pool, type PoolOptions } from '../src/index.ts';
import { fixture, inProcess } from './helpers.ts';

type Hooked = typeof import('./fixtures/hooked.mjs');

const pooled = (options: PoolOptions): Pool<Hooked> =>
  createPool<Hooked>(fixture('hooked.mjs'), { maxThreads: 1, ...options });

test('workerData, env, argv and execArgv are those of the workers', async () => {
  await using pool = pooled({
    workerData: { answer: 42 },
    env: { WATERTIGHT_TEST: 'given' },
    argv: ['one', 'two'],
    execArgv: ['--no-warnings'],
  });
  expect(await pool.run('surroundings')).toMatchObject({
    workerData: { answer: 42 },
    env: 'given',
    argv: ['one', 'two'],
    execArgv: ['--no-warnings'],
  });
});

test('env: SHARE_ENV shares that of the process; without it workers have a copy', async () => {
  onTestFinished(() => {
    delete process.env['WATERTIGHT_TEST'];
  });
  await using shared = pooled({ env: SHARE_ENV });
  await using copied = pooled({});
  await Promise.all([shared.run('isReady'), copied.run('isReady')]);
  process.env['WATERTIGHT_TEST'] = 'set late';
  expect((await shared.run('surroundings')).env).toBe('set late');
  expect((await copied.run('surroundings')).env).toBeUndefined();
});

test('stdio gives a function what workers print, with stream and thread', async () => {
  const printed: string[] = [];
  let done: () => void;
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  await using pool = pooled({
    stdio: (chunk, stream, threadId) => {
      printed.push(`${threadId} ${stream}: ${Buffer.from(chunk).toString()}`);
      if (printed.length === 2) done();
    },
  });
  await pool.run('print');
  const { threadId } = await pool.run('surroundings');
  await all;
  expect(printed.sort()).toEqual([
    `${threadId} stderr: to stderr`,
    `${threadId} stdout: to stdout`,
  ]);
});

test.each([
  ["'inherit'", { stdout: 'to stdout', stderr: 'to stderr' }],
  ["'ignore'", { stdout: '', stderr: '' }],
])('stdio: %s', async (stdio, expected) => {
  const { code, stdout, stderr } = await inProcess(`
const pool = createPool(fixture('hooked.mjs'), { maxThreads: 1, stdio: ${stdio} });
await pool.run('print');
await pool.run('isReady');
await pool.close();
`);
  expect({ code, stdout, stderr }).toEqual({ code: 0, ...expected });
});

test('twelve workers add no listener to the streams and signals of the process', async () => {
  const listeners = () =>
    [process, process.stdout, process.stderr].map((emitter) =>
      emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]),
    );
  const before = listeners();
  await using pool = pooled({ minThreads: 12, maxThreads: 12, stdio: 'ignore' });
  await Promise.all(Array.from({ length: 12 }, () => pool.run('print')));
  await pool.broadcast('print');
  expect(pool.stats().threads).toBe(12);
  expect(listeners()).toEqual(before);
});

test.each([
  [{ stdio: 'pipe' as never }, "'stdio' must be 'inherit'"],
  [{ teardownTimeout: -1 }, "'teardownTimeout' must be milliseconds"],
  [{ residue: 'loud' as never }, "'residue' must be 'off'"],
  [{ residue: { action: 'warn' as const, memory: NaN } }, "'residue.memory' must be a number"],
  [{ residue: { action: 'warn' as const, ignore: [5] as never } }, "'residue.ignore' must be"],
])('an option that cannot be meant is refused: %o', (options, message) => {
  expect(() => pooled(options)).toThrow(message);
});
