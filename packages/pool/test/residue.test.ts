import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createPool } from '../src/index.ts';
import { collected, fixture, inProcess, rejection, taskPool } from './helpers.ts';

test('closed pools leave no worker, handle or listener in the process', async () => {
  const { code, stdout, stderr } = await inProcess(`
const listeners = () => [process, process.stdout, process.stderr].map((emitter) =>
  emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]));
void process.stdout; void process.stderr;
const before = listeners();
const { signal } = new AbortController();
const quiet = (promise) => promise.catch((error) => error.code);
for (let round = 0; round < 3; round += 1) {
  const pool = createPool(fixture('tasks.mjs'), { maxThreads: 2, timeout: 5000 });
  await Promise.all(Array.from({ length: 200 }, (_, i) => pool.run('add', [i, i], { signal })));
  await quiet(pool.run('exit', [1]));
  await quiet(pool.run('throwOutside'));
  await quiet(pool.run('loop', [], { timeout: 10 }));
  await quiet(pool.run('loop', [], { signal: AbortSignal.timeout(10) }));
  await pool.run('print', ['']);
  await pool.close();
}
// A turn for the handles of the AbortSignal.timeout() above, which are not the pool's.
await new Promise((resolve) => setImmediate(resolve));
console.log(JSON.stringify({
  resources: process.getActiveResourcesInfo().filter((name) => !/^(TTY|Pipe)Wrap$|^Immediate$/.test(name)),
  handles: process._getActiveHandles().map((handle) => handle.constructor.name).filter((name) => !/Socket|WriteStream|Pipe/.test(name)),
  same: JSON.stringify(listeners()) === JSON.stringify(before),
}));
`);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ resources: [], handles: [], same: true });
});

async function useAndClose(): Promise<WeakRef<object>[]> {
  const pool = createPool(fixture('tasks.mjs'), { maxThreads: 2, timeout: 60_000 });
  const argument = { big: 'x'.repeat(1000) };
  const result = (await pool.run('echo', [argument])) as object;
  await rejection(pool.run('exit', [2]));
  const thread = pool.threads[0] ?? {};
  await pool.close();
  return [pool, argument, result, thread].map((object) => new WeakRef(object));
}

test('a closed pool is collected, with the arguments and results of its tasks', async () => {
  for (const ref of await useAndClose()) expect(await collected(ref)).toBe(true);
});

test('a pool holds nothing of settled tasks while it lives', async () => {
  await using pool = taskPool({ maxThreads: 1 });
  const { signal } = new AbortController();
  async function use(): Promise<WeakRef<object>[]> {
    const refs: object[] = [];
    for (const name of ['echo', 'throwCustom', 'nothing'] as const) {
      const argument = { name };
      refs.push(argument);
      await pool.run(name as 'echo', [argument], { signal }).catch(() => {});
    }
    return refs.map((object) => new WeakRef(object));
  }
  for (const ref of await use()) expect(await collected(ref)).toBe(true);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

const countListeners = () =>
  [process, process.stdout, process.stderr].map((emitter) =>
    emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0),
  );

test('sixteen workers add no listener to the process and its streams, and warn of nothing', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning);
  process.on('warning', onWarning);
  const before = countListeners();
  {
    await using pool = taskPool({ minThreads: 16, maxThreads: 16 });
    await Promise.all(Array.from({ length: 64 }, (_, i) => pool.run('addLater', [i, i])));
    expect(pool.threads).toHaveLength(16);
    expect(countListeners()).toEqual(before);
  }
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});
