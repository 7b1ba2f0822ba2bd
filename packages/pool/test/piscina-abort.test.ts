import { EventEmitter, getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { Piscina } from '../src/piscina/index.ts';
import { file, outcome, release, running, same, words } from './piscina-both.ts';

const tasks = { filename: file('tasks.cjs'), minThreads: 1, maxThreads: 1 };

same('a running task, by signals of three kinds', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const outcomes = [];
  const controller = new AbortController();
  const emitter = new EventEmitter();
  const target = new EventTarget();
  for (const [signal, abort] of [
    [controller.signal, () => controller.abort('reason')],
    [emitter, () => emitter.emit('abort')],
    [target, () => target.dispatchEvent(new Event('abort'))],
  ] as const) {
    const shared = words();
    const result = outcome(() => pool.run(shared, { name: 'loop', signal: signal as never }));
    await running(shared);
    abort();
    const { name, message } = (await result) as Error;
    outcomes.push([
      name,
      message,
      pool.completed,
      getEventListeners(signal as never, 'abort').length,
    ]);
  }
  outcomes.push(await pool.run('next'));
  await pool.close();
  return outcomes;
});

same('the reason is the cause', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const reason = new Error('custom');
  const signal = AbortSignal.abort(reason);
  const early = await outcome(() => pool.run(1, { signal }));
  const controller = new AbortController();
  const shared = words();
  const late = outcome(() => pool.run(shared, { name: 'loop', signal: controller.signal }));
  await running(shared);
  controller.abort(reason);
  const outcomes = [early, await late, pool.completed];
  await pool.close();
  return outcomes;
});

same('a waiting task leaves the queue, and its thread lives', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const shared = words();
  const held = pool.run(shared, { name: 'hold' });
  const emitter = new EventEmitter();
  const waiting = outcome(() => pool.run(1, { signal: emitter }));
  const seen: unknown[] = [pool.queueSize];
  emitter.emit('abort');
  seen.push(pool.queueSize, ((await waiting) as Error).message);
  await running(shared);
  release(shared);
  seen.push(await held, pool.completed);
  await pool.close();
  return seen;
});

same('tasks that can be aborted share their thread with none', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, concurrentTasksPerWorker: 2 });
  const shared = words();
  const alone = words();
  const first = [1, 2].map(() => pool.run(shared, { name: 'hold' }));
  const seen: unknown[] = [pool.queueSize];
  const { signal } = new AbortController();
  const third = pool.run(alone, { name: 'hold', signal });
  seen.push(pool.queueSize);
  await running(shared, 2);
  seen.push(alone[0]);
  release(shared);
  seen.push(await Promise.all(first));
  await running(alone);
  const fourth = pool.run('waits');
  seen.push(pool.queueSize);
  release(alone);
  seen.push(await third, await fourth, pool.queueSize);
  await pool.close();
  return seen;
});

same('a signal keeps no listener of a task that is done', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const { signal } = new AbortController();
  const emitter = new EventEmitter();
  for (const one of [signal, emitter, signal, emitter]) await pool.run(1, { signal: one as never });
  await outcome(() => pool.run({ fn() {} }, { signal: emitter }));
  await pool.close();
  return [signal, emitter].map((one) => getEventListeners(one as never, 'abort').length);
});

test('an abort before the task begins costs no thread', async () => {
  const pool = new Piscina(tasks);
  await pool.run(1);
  const ended: unknown[] = [];
  pool.on('workerDestroy', (worker) => ended.push(worker));
  const controller = new AbortController();
  const aborted = outcome(() => pool.run(words(), { name: 'loop', signal: controller.signal }));
  controller.abort();
  expect(await aborted).toMatchObject({ name: 'AbortError' });
  expect([await pool.run('next'), pool.completed, ended]).toEqual(['next', 2, []]);
  await pool.close();
});
