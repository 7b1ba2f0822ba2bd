import { once } from 'node:events';
import { expect, test } from 'vitest';
import { Piscina } from '../src/piscina/index.ts';
import { collected } from './helpers.ts';
import { file, outcome, release, running, same, words } from './piscina-both.ts';

const tasks = { filename: file('tasks.cjs'), minThreads: 1, maxThreads: 1 };

same('close() finishes what there is and refuses what comes', async (lib) => {
  const pool = new lib.Piscina(tasks);
  let events = 0;
  pool.on('close', () => (events += 1));
  const results = [1, 2, 3].map((task) => pool.run(task));
  const closed = pool.close();
  const late = await outcome(() => pool.run(4));
  const values = await Promise.all(results);
  const given = await closed;
  return { values, late, given, events, threads: pool.threads.length, completed: pool.completed };
});

same('close({ force }) aborts what has not begun', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, concurrentTasksPerWorker: 2 });
  const shared = words();
  const results = Array.from({ length: 4 }, () =>
    outcome(() => pool.run(shared, { name: 'hold' })),
  );
  await running(shared, 2);
  const closed = pool.close({ force: true });
  const given = await Promise.all(results.slice(2));
  release(shared);
  await closed;
  return [await Promise.all(results), given, pool.completed];
});

same('close({ force }) with one task to a thread', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const shared = words();
  const results = Array.from({ length: 3 }, () =>
    outcome(() => pool.run(shared, { name: 'hold' })),
  );
  await running(shared);
  const closed = pool.close({ force: true });
  const given = await Promise.all(results.slice(1));
  release(shared);
  await closed;
  return [await Promise.all(results), given, pool.completed];
});

same('close() gives up after closeTimeout', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, closeTimeout: 5 });
  const shared = words();
  const held = outcome(() => pool.run(shared, { name: 'hold' }));
  await running(shared);
  const events: unknown[] = [];
  pool.on('error', ({ message }) => events.push(message));
  pool.on('close', () => events.push('close'));
  await pool.close();
  return [events, await held, pool.threads.length];
});

same('close() rejects after closeTimeout where nobody listens', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, closeTimeout: 5 });
  const shared = words();
  const held = outcome(() => pool.run(shared, { name: 'hold' }));
  await running(shared);
  return [await outcome(() => pool.close()), await held, pool.threads.length];
});

same('destroy() rejects what has not settled', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, minThreads: 2, maxThreads: 2 });
  const shared = words();
  const results = Array.from({ length: 4 }, () =>
    outcome(() => pool.run(shared, { name: 'loop' })),
  );
  await running(shared);
  const destroyed = pool.destroy();
  const late = await outcome(() => pool.run(1));
  const given = await destroyed;
  return [await Promise.all(results), late, given, pool.threads.length, pool.idleThreads];
});

same('a pool can be used again after close() and after destroy()', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const seen = [await pool.run(1)];
  await pool.close();
  seen.push(await pool.run(2));
  await pool.destroy();
  seen.push(await pool.run(3), pool.completed);
  await pool.close();
  return seen;
});

same('it is disposable, both ways', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const seen: unknown[] = [pool[Symbol.dispose]()];
  await once(pool, 'close');
  await pool.run(1);
  seen.push(await pool[Symbol.asyncDispose](), pool.threads.length);
  return seen;
});

same('threads come and go with events', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, minThreads: 2, maxThreads: 2 });
  const counts = { created: 0, destroyed: 0 };
  pool.on('workerCreate', () => (counts.created += 1));
  pool.on('workerDestroy', ({ destroyed, terminating, id }) => {
    expect([destroyed, terminating, typeof id]).toEqual([true, false, 'number']);
    counts.destroyed += 1;
  });
  await Promise.all([1, 2, 3, 4].map((task) => pool.run(task)));
  await outcome(() => pool.run(1, { name: 'exit' }));
  await Promise.all([1, 2, 3, 4].map((task) => pool.run(task, { name: 'default' })));
  while (counts.created < 3) await once(pool, 'workerCreate');
  await pool.close();
  return counts;
});

same('an idle thread ends after idleTimeout, and not with Infinity', async (lib) => {
  const short = new lib.Piscina({ ...tasks, maxThreads: 2, idleTimeout: 1 });
  const long = new lib.Piscina({ ...tasks, maxThreads: 2, idleTimeout: Infinity });
  for (const pool of [short, long]) {
    const shared = words();
    const held = [1, 2].map(() => pool.run(shared, { name: 'hold' }));
    await running(shared, 2);
    release(shared);
    await Promise.all(held);
  }
  while (short.threads.length > 1) await new Promise((resolve) => setTimeout(resolve, 1));
  const seen = [short.threads.length, long.threads.length, await short.run('again')];
  await Promise.all([short.close(), long.close()]);
  return seen;
});

test('a closed pool can be collected at once', async () => {
  const closed = async (): Promise<WeakRef<object>> => {
    const pool = new Piscina({ ...tasks, closeTimeout: 60_000 });
    await pool.run(1);
    await pool.close();
    return new WeakRef(pool);
  };
  expect(await collected(await closed())).toBe(true);
});
