import { expect, test } from 'vitest';
import { file, outcome, same } from './piscina-both.ts';
import * as ours from '../src/piscina/index.ts';

const made = async (lib: typeof ours, options: object) => {
  const pool = new lib.Piscina(options);
  const filled = { ...pool.options, taskQueue: typeof pool.options.taskQueue.push };
  const { maxThreads, minThreads, queueSize, completed, needsDrain, utilization } = pool;
  const threads = pool.threads.length;
  await pool.destroy();
  return { filled, maxThreads, minThreads, queueSize, completed, needsDrain, utilization, threads };
};

same('an empty pool: its options, threads and figures', (lib) => made(lib, {}));
same('bounds of threads that are given alone', async (lib) => [
  await made(lib, { maxThreads: 1 }),
  await made(lib, { minThreads: 5 }),
  await made(lib, { minThreads: 0, maxThreads: 2, maxQueue: 'auto', name: 'add' }),
]);
same('a file: URL becomes a path', async (lib) =>
  made(lib, {
    filename: new URL('./fixtures/piscina/tasks.mjs', import.meta.url).href,
    minThreads: 0,
  }),
);

const wrong: Record<string, unknown[]> = {
  filename: [1, {}],
  name: [1, {}],
  minThreads: [-1, 'x', null],
  maxThreads: [0, -1, 'x', null],
  idleTimeout: [-1, 'x', null],
  maxQueue: [-1, 'x', null],
  concurrentTasksPerWorker: [0, -1, 'x', null],
  atomics: [-1, 'x'],
  resourceLimits: [0, null],
  taskQueue: [0, 'x', null, {}, new Date(), { size: 0, shift() {}, push() {} }],
  niceIncrement: [-1, 'x', null],
  trackUnmanagedFds: [-1, 'x', null],
  closeTimeout: [-1, 'x', null],
  loadBalancer: [0, 'x', null, () => null],
  workerHistogram: [0, 'x', null],
  stricterFIFO: [0, 'x', null],
};
same('options that are wrong are refused in the same words', async (lib) => {
  const outcomes = [];
  for (const [option, values] of Object.entries(wrong)) {
    for (const value of values) {
      outcomes.push([option, value, await outcome(() => new lib.Piscina({ [option]: value }))]);
    }
  }
  return outcomes;
});
same('bounds of threads that conflict', (lib) =>
  outcome(() => new lib.Piscina({ minThreads: 4, maxThreads: 2 })),
);
same('workerData that cannot be cloned', (lib) =>
  outcome(() => new lib.Piscina({ filename: file('tasks.cjs'), workerData: { fn() {} } })),
);

same('options of run() that are wrong', async (lib) => {
  const pool = new lib.Piscina({ filename: file('tasks.cjs'), minThreads: 0 });
  const outcomes = [];
  for (const options of [
    1,
    null,
    { transferList: 1 },
    { filename: 1 },
    { name: 1 },
    { signal: 1 },
    { signal: 'x' },
  ]) {
    outcomes.push(await outcome(() => pool.run(1, options as never)));
  }
  const none = new lib.Piscina({ minThreads: 0 });
  outcomes.push(await outcome(() => none.run(1)));
  outcomes.push(await outcome(() => pool.close(null as never)));
  outcomes.push(await outcome(() => pool.close({ force: 1 as never })));
  await Promise.all([pool.destroy(), none.destroy()]);
  return outcomes;
});

same('what the package exports', (lib) => {
  const { Piscina } = lib;
  const names = ['Piscina', 'FixedQueue', 'ArrayTaskQueue', 'move', 'isWorkerThread', 'workerData'];
  const symbols = ['transferableSymbol', 'valueSymbol', 'queueOptionsSymbol'];
  return {
    statics: names.map((name) => typeof Piscina[name as 'move']),
    named: names.map((name) => typeof lib[name as 'move']),
    symbols: symbols.map((name) => [Piscina[name as 'valueSymbol'], lib[name as 'valueSymbol']]),
    itself: Piscina.Piscina === Piscina,
    values: [lib.isWorkerThread, lib.workerData, Piscina.isWorkerThread, Piscina.workerData],
    version: Piscina.version,
    own: Object.getOwnPropertyNames(Piscina).toSorted(),
  };
});

test('the default export is the class', () => {
  expect(ours.default).toBe(ours.Piscina);
});

test('options do not come from a polluted prototype', async () => {
  const polluted = Object.prototype as { execArgv?: string[]; env?: object };
  polluted.execArgv = ['--not-a-flag'];
  polluted.env = { NODE_OPTIONS: '--title=polluted' };
  const pool = new ours.Piscina({ filename: file('tasks.cjs'), minThreads: 1, maxThreads: 1 });
  try {
    expect([pool.options.execArgv, pool.options.env]).toEqual([undefined, undefined]);
    expect(await pool.run(42)).toBe(42);
  } finally {
    delete polluted.execArgv;
    delete polluted.env;
    await pool.close();
  }
});
