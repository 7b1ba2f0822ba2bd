import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PiscinaTask, Task, TaskQueue } from '../src/piscina/index.ts';
import { file, outcome, release, running, same, words } from './piscina-both.ts';
import * as ours from '../src/piscina/index.ts';

const tasks = { filename: file('tasks.cjs'), minThreads: 1, maxThreads: 1 };

/** The larger `priority` of the queue options goes first. */
class PriorityQueue implements TaskQueue {
  readonly log: unknown[] = [];
  readonly #symbol: symbol;
  readonly #tasks: Task[] = [];

  constructor(symbol: symbol) {
    this.#symbol = symbol;
  }
  get size(): number {
    return this.#tasks.length;
  }
  shift(): Task | null {
    return this.#tasks.shift() ?? null;
  }
  push(task: Task): void {
    const { filename, name } = task as PiscinaTask;
    this.log.push([filename === tasks.filename, name, this.#symbol in task]);
    this.#tasks.push(task);
    this.#tasks.sort((a, b) => this.#priority(b) - this.#priority(a));
  }
  remove(task: Task): void {
    // piscina asks for tasks that it keeps elsewhere, too.
    const index = this.#tasks.indexOf(task);
    if (index !== -1) this.#tasks.splice(index, 1);
  }
  #priority(task: Task): number {
    const options = (task as unknown as Record<symbol, { priority?: number } | null>)[this.#symbol];
    return options?.priority ?? 0;
  }
}

same('a queue of the user decides the order', async (lib) => {
  const { queueOptionsSymbol } = lib;
  const queue = new PriorityQueue(queueOptionsSymbol);
  const pool = new lib.Piscina({ ...tasks, taskQueue: queue });
  const shared = words();
  const held = pool.run(shared, { name: 'hold' });
  await running(shared);
  const controller = new AbortController();
  const aborted = outcome(() => pool.run('aborted', { name: 'note', signal: controller.signal }));
  const noted = ['low', 'none', 'high', 'mid'].map((value, i) => {
    const task = { value, [queueOptionsSymbol]: { priority: [1, 0, 3, 2][i] } };
    return pool.run(task, { name: 'note' });
  });
  const waiting = pool.queueSize;
  controller.abort();
  const seen = [await aborted, waiting, pool.queueSize];
  release(shared);
  await Promise.all([held, ...noted]);
  const order = await pool.run(null, { name: 'order' });
  await pool.close();
  return [order, seen, queue.log.slice(-4)];
});

same('a queue of the user while threads start', async (lib) => {
  const taskQueue = new PriorityQueue(lib.queueOptionsSymbol);
  const pool = new lib.Piscina({ ...tasks, minThreads: 0, maxThreads: 2, taskQueue });
  const values = await Promise.all([1, 2, 3, 4].map((task) => pool.run(task)));
  await pool.close();
  return [values, pool.completed, taskQueue.size];
});

same('queues that the package brings', async (lib) => {
  const values = [];
  for (const taskQueue of [new lib.FixedQueue(), new lib.ArrayTaskQueue()]) {
    const pool = new lib.Piscina({ ...tasks, taskQueue });
    values.push(await Promise.all([1, 2, 3, 4].map((task) => pool.run(task))));
    await pool.close();
  }
  return values;
});

same('a balancer decides which thread, and whether one', async (lib) => {
  const asked: unknown[] = [];
  const pool = new lib.Piscina({
    ...tasks,
    minThreads: 2,
    maxThreads: 2,
    workerHistogram: true,
    loadBalancer: (task, workers) => {
      asked.push([task.name, task.isAbortable, workers.length, typeof workers[0]!.id]);
      return workers[1]!.currentUsage === 0 ? workers[1]! : null;
    },
  });
  const results = [1, 2, 3].map(() => pool.run(null, { name: 'where' }));
  const threads = await Promise.all(results);
  await pool.close();
  return [new Set(threads).size, asked[0], asked.length >= 3];
});

same('threads have histograms if asked', async (lib) => {
  const summaries: unknown[] = [];
  for (const workerHistogram of [true, false]) {
    const pool = new lib.Piscina({
      ...tasks,
      workerHistogram,
      loadBalancer: (_task, [worker]) => {
        if (worker!.currentUsage > 0) return null;
        const { histogram } = worker!;
        summaries.push(histogram && Object.keys(histogram));
        return worker!;
      },
    });
    await pool.run(1);
    await pool.run(2);
    await pool.close();
  }
  return summaries;
});

same('tasks that share a thread', async (lib) => {
  const pool = new lib.Piscina({ ...tasks, concurrentTasksPerWorker: 3 });
  const shared = words();
  const held = Array.from({ length: 5 }, () => pool.run(shared, { name: 'hold' }));
  await running(shared, 3);
  const seen = [shared[0], pool.queueSize, pool.threads.length, pool.idleThreads];
  release(shared);
  await Promise.all(held);
  await pool.close();
  return [seen, pool.completed];
});

same('a module that cannot be loaded, with a queue of the user', async (lib) => {
  const pool = new lib.Piscina({
    ...tasks,
    filename: file('broken.mjs'),
    taskQueue: new PriorityQueue(lib.queueOptionsSymbol),
  });
  pool.on('error', () => {});
  const result = await outcome(() => pool.run(1));
  await pool.destroy();
  return result;
});

test('tasks that wait for the first thread are rejected when it cannot start', async () => {
  const pool = new ours.Piscina({
    filename: file('broken.mjs'),
    minThreads: 0,
    taskQueue: new PriorityQueue(ours.queueOptionsSymbol),
  });
  const results = await Promise.all([1, 2].map((task) => outcome(() => pool.run(task))));
  expect(results).toMatchObject([{ message: 'broken at import' }, { message: 'broken at import' }]);
  await pool.close();
});

test.each(['FixedQueue', 'ArrayTaskQueue'] as const)('%s does what an array does', (name) => {
  const command = fc.oneof(
    fc.record({ do: fc.constant('push' as const) }),
    fc.record({ do: fc.constant('unshift' as const) }),
    fc.record({ do: fc.constant('shift' as const) }),
    fc.record({ do: fc.constant('remove' as const), at: fc.nat(20) }),
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const queue = new ours.Piscina[name]();
      const model: Task[] = [];
      for (const one of commands) {
        const task: Task = { [ours.queueOptionsSymbol]: null };
        if (one.do === 'shift') {
          expect(queue.shift()).toBe(model.shift() ?? null);
        } else if (one.do === 'remove') {
          const [gone] = model.splice(one.at % Math.max(1, model.length), 1);
          if (gone) queue.remove(gone);
        } else {
          model[one.do](task);
          queue[one.do](task);
        }
        expect(queue.size).toBe(model.length);
      }
      while (model.length > 0) expect(queue.shift()).toBe(model.shift());
      expect(queue.shift()).toBe(null);
    }),
  );
});
