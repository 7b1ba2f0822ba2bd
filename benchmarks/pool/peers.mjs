import { fileURLToPath } from 'node:url';

// One adapter for each pool: the same tasks, the same number of threads, its own defaults else.
const tasks = new URL('./tasks.mjs', import.meta.url);

const piscina = (more) => async (threads) => {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({
    filename: tasks.href,
    minThreads: threads,
    maxThreads: threads,
    ...more,
  });
  return {
    run: (name, argument) => pool.run(argument, { name }),
    close: () => pool.destroy(),
  };
};

const tinypool = (more) => async (threads) => {
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename: tasks.href,
    minThreads: threads,
    maxThreads: threads,
    ...more,
  });
  return {
    run: (name, argument) => pool.run(argument, { name }),
    close: () => pool.destroy(),
  };
};

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

export const peers = {
  watertight: async (threads) => {
    const { createPool } = await import('@watertight/pool');
    const pool = createPool(tasks, {
      minThreads: threads,
      maxThreads: threads,
    });
    return {
      run: (name, argument) => pool.run(name, [argument]),
      close: () => pool.close(),
    };
  },
  piscina: piscina({}),
  'piscina c50': piscina({ concurrentTasksPerWorker: 50 }),
  tinypool: tinypool({}),
  'tinypool c50': tinypool({ concurrentTasksPerWorker: 50 }),
  workerpool: async (threads) => {
    const { default: workerpool } = await import('workerpool');
    const pool = workerpool.pool(path('./workerpool-worker.mjs'), {
      minWorkers: threads,
      maxWorkers: threads,
      workerType: 'thread',
    });
    return {
      run: (name, argument) => pool.exec(name, [argument]),
      close: () => pool.terminate(),
    };
  },
  poolifier: async (threads) => {
    const { FixedThreadPool } = await import('poolifier');
    const pool = new FixedThreadPool(threads, path('./poolifier-worker.mjs'));
    return {
      run: (name, argument) => pool.execute(argument, name),
      close: () => pool.destroy(),
    };
  },
  'jest-worker': async (threads) => {
    const { Worker } = await import('jest-worker');
    const pool = new Worker(path('./tasks.mjs'), {
      numWorkers: threads,
      enableWorkerThreads: true,
      exposedMethods: ['add', 'hash', 'sleepBusy', 'makeBuffer'],
    });
    return {
      run: (name, argument) => pool[name](argument),
      close: () => pool.end(),
    };
  },
};
