import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { Piscina } from '../src/piscina/index.ts';
import { file, outcome, release, same, words, type Library } from './piscina-both.ts';

const tasks = { filename: file('tasks.cjs'), minThreads: 1, maxThreads: 1 };

same('functions by name, by file and by default', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, name: 'add' });
  const esm = new URL('./fixtures/piscina/tasks.mjs', import.meta.url).href;
  const results = [
    await pool.run({ a: 1, b: 2 }),
    await pool.run({ a: 1, b: 2 }, { name: 'addLater' }),
    await pool.run('x', { name: 'default' }),
    await pool.run('x', { filename: esm, name: 'default' }),
    await pool.run('x', { filename: esm, name: 'shout' }),
    await pool.run('x', { filename: esm, name: 'later' }),
    await pool.run('x', { filename: file('compiled.cjs'), name: 'default' }),
    await pool.run('x', { filename: file('compiled.cjs'), name: 'named' }),
    await pool.run('x', { filename: file('commonjs/plain'), name: 'default' }),
    await pool.run('x', { filename: file('later.cjs'), name: 'default' }),
    await outcome(() => pool.run('x', { name: 'notAFunction' })),
    await outcome(() => pool.run('x', { name: 'nowhere' })),
    pool.completed,
  ];
  await pool.close();
  return results;
});

same('a module that exports the promise of its function', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, filename: file('later.cjs') });
  const results = await Promise.all(['a', 'b'].map((task) => pool.run(task)));
  await pool.close();
  return results;
});

same('what tasks fail with', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const run = (name: string, task?: unknown) => outcome(() => pool.run(task, { name }));
  const outcomes = [
    await run('throwType'),
    await run('rejectLater'),
    await run('exit', 3),
    await run('throwOutside'),
    await run('default', () => {}),
    await run('default', new MessageChannel().port1),
    await run('default', 'still works'),
    pool.completed,
  ];
  await pool.close();
  return outcomes;
});

same('a module that cannot be loaded', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, filename: file('broken.mjs') });
  const result = await outcome(() => pool.run(1));
  await pool.destroy();
  return result;
});

same('threads, tasks that wait and idle threads, in the tick of run()', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, minThreads: 1, maxThreads: 3 });
  const seen = [[pool.threads.length, pool.queueSize, pool.idleThreads]];
  const results = [];
  for (let i = 0; i < 5; i += 1) {
    results.push(pool.run({ a: i, b: i }, { name: 'addLater' }));
    seen.push([pool.threads.length, pool.queueSize, pool.idleThreads]);
  }
  const values = await Promise.all(results);
  const after = [pool.queueSize, pool.completed];
  await pool.close();
  return { seen, values, after, closed: [pool.threads.length, pool.idleThreads] };
});

same('the queue is bounded', async (lib) => {
  const outcomes = [];
  for (const [maxQueue, minThreads] of [
    [2, 0],
    [0, 0],
    [0, 1],
  ] as const) {
    const pool = new lib.Piscina({ ...tasks, minThreads, maxQueue });
    const runs = Array.from({ length: 5 }, (_, i) =>
      outcome(() => pool.run({ a: i, b: 0 }, { name: 'addLater' })),
    );
    outcomes.push([...(await Promise.all(runs)), pool.queueSize]);
    await pool.close();
  }
  return outcomes;
});

same('needsDrain, and drain when a thread is free again', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const events: unknown[] = [pool.needsDrain];
  pool.once('needsDrain', () => events.push('needsDrain', pool.needsDrain));
  pool.on('drain', () => events.push('drain', pool.needsDrain));
  await Promise.all([1, 2, 3].map((task) => pool.run(task)));
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  await pool.close();
  return events;
});

same('messages that a task posts are events of the pool', async (lib) => {
  const pool = new lib.Piscina(tasks);
  const message = once(pool, 'message');
  const result = await pool.run({ hello: 1 }, { name: 'post' });
  const seen = [result, await message];
  await pool.close();
  return seen;
});

same('an error between tasks is an event of the pool', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, atomics: 'disabled' });
  const error = once(pool, 'error');
  const shared = words();
  const result = await pool.run(shared, { name: 'throwAfterwards' });
  pool.threads[0]!.ref();
  release(shared);
  const [{ message }] = (await error) as [Error];
  const next = await pool.run('next');
  await pool.close();
  return [result, message, next];
});

same('options of the workers', async (lib) => {
  const pool = new lib.Piscina({
    ...tasks,
    env: { ONE: '1' },
    argv: ['a', 'b'],
    execArgv: ['--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: 64 },
    trackUnmanagedFds: false,
  });
  const { env, argv, execArgv } = await pool.run(null, { name: 'environment' });
  const limits = pool.threads[0]!.resourceLimits?.maxOldGenerationSizeMb;
  await pool.close();
  return { env, argv, execArgv, limits };
});

same('niceIncrement lowers the priority of the threads alone', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, niceIncrement: 5 });
  const nice = await pool.run(null, { name: 'niceness' });
  await pool.close();
  return nice;
});

same('a worker that runs out of memory', async (lib) => {
  const pool = new lib.Piscina({
    ...tasks,
    filename: file('hungry.cjs'),
    resourceLimits: {
      maxOldGenerationSizeMb: 16,
      maxYoungGenerationSizeMb: 4,
      codeRangeSizeMb: 16,
    },
  });
  pool.on('error', () => {});
  const result = await outcome(() => pool.run(null));
  await pool.close();
  return result;
});

const shapeOf = async (lib: Library, options: object) => {
  const pool = new lib.Piscina({ ...tasks, ...options });
  const empty = pool.histogram.runTime;
  await Promise.all([1, 2, 3].map((task) => pool.run(task)));
  const { runTime, waitTime } = pool.histogram;
  const shape = (summary: object | undefined) =>
    summary && Object.entries(summary).map(([key, value]) => [key, value >= 0]);
  const utilization = pool.utilization > 0 && pool.utilization < 1;
  pool.histogram.resetRunTime();
  const reset = pool.histogram.runTime;
  await pool.close();
  return {
    shapes: [shape(runTime), shape(waitTime)],
    utilization,
    ages: pool.duration > 0,
    means: [empty?.mean, reset?.mean, reset?.max],
  };
};
same('histograms and utilization', (lib) => shapeOf(lib, {}));
same('no histograms without recordTiming', (lib) => shapeOf(lib, { recordTiming: false }));

test('errors are errors where piscina gives what was thrown', async () => {
  const pool = new Piscina({ ...tasks, filename: file('odd.mjs') });
  const error = await pool.run(null, { name: 'throwText' }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ cause: 'text', code: 'ERR_POOL_TASK_FAILED' });
  const result = await pool.run(null, { name: 'giveFunction' }).catch((reason: unknown) => reason);
  expect(result).toBeInstanceOf(Error);
  expect(result).toMatchObject({ name: 'DataCloneError' });
  await pool.close();
});
