import type { Worker } from 'node:worker_threads';
import { createPool, move, type Pool, type PoolOptions } from '@watertight/pool';
import { cells, type Flags } from './advice-tasks.ts';
import { Advised } from './advised.ts';
import { isGone, settlement, until } from './settlement.ts';

type Tasks = typeof import('./advice-tasks.ts');

/** One case, and what comes of it by the usual advice and by the pool: seen, not quoted. */
interface Fact {
  readonly what: string;
  advised(): Promise<string>;
  pool(): Promise<string>;
}

const size = 16 * 1024 * 1024;
const burst = 12;

const flags = (): Flags => new Int32Array(new SharedArrayBuffer(8));

async function advised(work: (advice: Advised) => Promise<string>): Promise<string> {
  await using advice = new Advised();
  return await work(advice);
}

async function pooled(
  work: (pool: Pool<Tasks>) => Promise<string>,
  options: PoolOptions = {},
): Promise<string> {
  const module = new URL('./advice-tasks.js', import.meta.url);
  await using pool = createPool<Tasks>(module, { maxThreads: 2, ...options });
  return await work(pool);
}

/** A task without anything special: the promise is looked at when its worker is gone. */
const plain = (
  what: string,
  task: keyof Tasks & Parameters<Advised['run']>[0],
  input?: number,
): Fact => ({
  what,
  advised: () => advised((advice) => advice.afterAll(advice.run(task, input))),
  pool: () => pooled((pool) => settled(pool.run(task as 'double', [input as number]))),
});

const settled = async (promise: Promise<unknown>): Promise<string> => {
  await promise.catch(() => {});
  return settlement(promise);
};

/** Counts the ends of workers as a monitor does that knows nothing of who starts them. */
async function exitsHeard(work: () => Promise<string>): Promise<string> {
  const workers: Worker[] = [];
  let heard = 0;
  const watch = (worker: Worker): void => {
    workers.push(worker);
    worker.on('exit', () => heard++);
  };
  process.on('worker', watch);
  try {
    await work();
    await until(() => workers.every(isGone));
    return `a monitor hears ${heard} of ${workers.length} exits`;
  } finally {
    process.off('worker', watch);
  }
}

const facts: readonly Fact[] = [
  plain('the task answers', 'double', 21),
  plain('the task throws', 'fails'),
  plain('the worker exits with code 2', 'exits', 2),
  plain('the worker exits with code 0', 'exits', 0),
  plain('the worker ends without an answer', 'silent'),
  {
    what: 'the task never ends',
    advised: () =>
      advised(async (advice) => {
        const seen = flags();
        const promise = advice.run('spins', seen);
        await until(() => seen[cells.begun] === 1);
        return `${await settlement(promise)}, and cannot be aborted`;
      }),
    pool: () => pooled((pool) => settled(pool.run('spins', [flags()], { timeout: 100 }))),
  },
  plain('the result cannot be cloned', 'uncloneable'),
  {
    what: '... and the worker catches and logs that',
    advised: () =>
      advised(async (advice) => {
        const seen = flags();
        const promise = advice.run('uncloneableCaught', seen);
        await until(() => seen[cells.begun] === 1);
        return `${await settlement(promise)}; ${advice.alive} thread lives on`;
      }),
    pool: () => pooled((pool) => settled(pool.run('uncloneable'))),
  },
  {
    what: 'the input cannot be cloned',
    advised: () =>
      advised(async (advice) => {
        const how = await settlement(advice.run('double', () => {}));
        return `${how}; ${advice.alive} thread lives on`;
      }),
    pool: () => pooled((pool) => settled(pool.run('double', [(() => {}) as unknown as number]))),
  },
  {
    what: 'the task tells its progress first',
    advised: () => advised((advice) => advice.afterAll(advice.run('reports'))),
    pool: () =>
      pooled(async (pool) => {
        const told: unknown[] = [];
        const promise = pool.run('reports', [], { onProgress: (value) => told.push(value) });
        return `${await settled(promise)}, after progress ${told.join()}`;
      }),
  },
  {
    what: 'the task has clean-up to do',
    advised: () =>
      advised(async (advice) => {
        const seen = flags();
        await advice.afterAll(advice.run('cleansUp', seen));
        return seen[cells.exited] === 1 ? 'it runs' : 'it does not run';
      }),
    pool: () =>
      pooled(async (pool) => {
        const seen = flags();
        await pool.run('cleansUp', [seen]);
        return seen[cells.exited] === 1 ? 'it has run before the answer comes' : 'it does not run';
      }),
  },
  {
    what: `${burst} tasks at once`,
    advised: () =>
      advised(async (advice) => {
        const all = Array.from({ length: burst }, () => advice.run('double', 1));
        const { alive } = advice;
        await Promise.all(all);
        return `${alive} threads at once`;
      }),
    pool: () =>
      pooled(async (pool) => {
        await Promise.all(Array.from({ length: burst }, () => pool.run('double', [1])));
        return `${pool.stats().created} threads at once`;
      }),
  },
  {
    what: 'all of them are answered',
    advised: () =>
      advised(async (advice) => {
        // A thread that has nothing more to do may end by itself before its answer is heard.
        await Promise.all(Array.from({ length: burst }, () => advice.run('cleansUp', flags())));
        return advice.alive > 0 ? 'threads are still there' : 'no thread is there';
      }),
    async pool() {
      const pool = createPool<Tasks>(new URL('./advice-tasks.js', import.meta.url));
      await Promise.all(Array.from({ length: burst }, () => pool.run('double', [1])));
      await pool.close();
      return `${pool.leaks().workers} threads after close()`;
    },
  },
  {
    what: 'somebody else listens to the worker',
    advised: () => exitsHeard(() => advised((advice) => advice.afterAll(advice.run('double', 21)))),
    pool: () =>
      exitsHeard(() => pooled((pool) => settled(pool.run('double', [21])), { maxThreads: 1 })),
  },
  {
    what: '16 MB are handed to the task',
    advised: () =>
      advised(async (advice) => {
        const bytes = new Uint8Array(size);
        await advice.run('sizeOf', bytes);
        return `copied: ${bytes.byteLength / 2 ** 20} MB stay with the caller`;
      }),
    pool: () =>
      pooled(async (pool) => {
        const bytes = new Uint8Array(size);
        await pool.run('sizeOf', [move(bytes)]);
        return `moved: ${bytes.byteLength / 2 ** 20} MB stay with the caller`;
      }),
  },
];

/** Every fact, one after the other. */
export async function* seenFacts(): AsyncGenerator<{
  what: string;
  advised: string;
  pool: string;
}> {
  for (const { what, advised: byAdvice, pool } of facts) {
    yield { what, advised: await byAdvice(), pool: await pool() };
  }
}
