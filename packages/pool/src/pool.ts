import { mapTasks, type MapOptions } from './tasks/map-tasks.ts';
import { Intake } from './intake.ts';
import { wrong } from './option-checks.ts';
import type { PoolOptions, Settings } from './options.ts';
import { readOptions } from './read-options.ts';
import {
  readRun,
  type BroadcastOptions,
  type RunOptions,
  type StreamOptions,
} from './run-options.ts';
import type { PoolThread } from './threads/pool-thread.ts';
import { handleOf } from './threads/thread-handle.ts';
import type { BroadcastResult } from './scheduling/broadcasts.ts';
import { Scheduler } from './scheduling/scheduler.ts';
import { publishClosed } from './telemetry/diagnostics.ts';
import { leakReport, type LeakReport } from './telemetry/leaks.ts';
import type { TaskHistograms } from './telemetry/time-histogram.ts';
import { takeWaiting } from './scheduling/waiting.ts';
import type { PoolStats } from './telemetry/stats.ts';
import { taskProxy, type PoolTasks } from './tasks/task-proxy.ts';
import { ProgressLink } from './tasks/progress-link.ts';
import { streamOf, type StreamSubmit } from './tasks/stream-of.ts';
import type { TaskStream } from './tasks/task-stream.ts';
import type {
  AnyTasks,
  StreamItem,
  StreamName,
  StreamReturn,
  TaskArgs,
  TaskName,
  TaskResult,
} from './tasks/task-types.ts';

/** Arguments may be left out where the function takes none. */
type RunRest<A extends readonly unknown[], O = RunOptions> = readonly [] extends A
  ? [args?: A, options?: O]
  : [args: A, options?: O];

export interface CloseOptions {
  /** What becomes of the tasks that wait for a thread. @default 'finish' */
  waiting?: 'finish' | 'reject';
}

/** A pool of worker threads that run the exported functions of one module. */
export class Pool<M = AnyTasks> {
  readonly #settings: Settings;
  readonly #scheduler: Scheduler;
  readonly #intake: Intake;
  #tasks: unknown;
  #closing: Promise<void> | undefined;
  #destroying: Promise<void> | undefined;

  constructor(module: URL | string, options?: PoolOptions) {
    this.#settings = readOptions(module, options);
    this.#scheduler = new Scheduler(this.#settings);
    this.#intake = new Intake(this.#settings, this.#scheduler);
  }

  get name(): string {
    return this.#settings.name;
  }

  /** The most threads it ever has. */
  get maxThreads(): number {
    return this.#settings.maxThreads;
  }

  /**
   * Runs the exported function `name` with `args` on a thread. Arguments and result are copied by
   * structured clone. Settles exactly once; every rejection is a `PoolError` with a `code`.
   */
  run<K extends TaskName<M>>(name: K, ...rest: RunRest<TaskArgs<M, K>>): Promise<TaskResult<M, K>> {
    const [args = [], options] = rest as readonly unknown[] as [(readonly unknown[])?, RunOptions?];
    return new Promise((resolve, reject) => {
      const { onProgress } = options ?? {};
      const link = onProgress === undefined ? null : new ProgressLink(onProgress);
      this.#intake.submit(name, args, options, resolve as (value: unknown) => void, reject, link);
    });
  }

  /**
   * Runs a function that returns a generator, or anything iterable, and gives its values as they
   * come. At most `buffer` are on the way; then the generator waits, and its thread runs other
   * tasks. Begins with the first `next()`. Leaving the loop stops it and awaits its `finally`.
   */
  stream<K extends StreamName<M>>(
    name: K,
    ...rest: RunRest<TaskArgs<M, K>, StreamOptions>
  ): TaskStream<StreamItem<M, K>, StreamReturn<M, K>> {
    const [args = [], options = {}] = rest as readonly unknown[] as [
      (readonly unknown[])?,
      StreamOptions?,
    ];
    const submit: StreamSubmit = (...ends) => this.#intake.submit(name, args, options, ...ends);
    return streamOf(submit, (task) => this.#scheduler.leave(task), options);
  }

  /**
   * Runs the function once on every live thread, behind the tasks that were sent to it, and gives
   * the results in the order of thread ids. Starts no thread. Rejects with a `BroadcastError`
   * when all have settled and one has failed.
   */
  async broadcast<K extends TaskName<M>>(
    name: K,
    ...rest: RunRest<TaskArgs<M, K>, BroadcastOptions>
  ): Promise<BroadcastResult<TaskResult<M, K>>[]> {
    const [args = [], options = {}] = rest as readonly unknown[] as [
      (readonly unknown[])?,
      BroadcastOptions?,
    ];
    const { signal, later = false } = options;
    this.#intake.check(name, args, signal);
    const { timeout } = readRun(this.#settings, options);
    this.#scheduler.grow();
    const announcement = { name, args, timeout, signal };
    const results = await this.#scheduler.broadcasts.run(announcement, later);
    return results as BroadcastResult<TaskResult<M, K>>[];
  }

  /** The exported functions as methods: `pool.tasks.f(a, b)` is `pool.run('f', [a, b])`. */
  get tasks(): PoolTasks<M> {
    this.#tasks ??= taskProxy((name, args) => this.run(name as TaskName<M>, ...([args] as never)));
    return this.#tasks as PoolTasks<M>;
  }

  /**
   * Resolves when the queue has room for a task of the caller; those who wait get it in order.
   * `await pool.ready()` before each `run()` is back-pressure without an error. Rejects with
   * `ERR_POOL_CLOSED` when the pool closes.
   */
  ready(): Promise<void> {
    if (this.#closing) return Promise.reject(this.#intake.refusal('ready() was refused'));
    return this.#scheduler.admission.wait();
  }

  /**
   * Runs `name` for each argument list of the source and gives the results in its order, with
   * back-pressure both ways. Leaving the loop early, or an error, aborts what is on the way.
   */
  map<K extends TaskName<M>>(
    name: K,
    source: Iterable<TaskArgs<M, K>> | AsyncIterable<TaskArgs<M, K>>,
    options: MapOptions = {},
  ): AsyncGenerator<TaskResult<M, K>, void, undefined> {
    const { concurrency = this.#settings.maxThreads * 2 } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw wrong('concurrency', 'a whole number of at least 1', concurrency);
    }
    const runner = this as unknown as Parameters<typeof mapTasks>[0];
    return mapTasks(runner, name, source, concurrency, options) as AsyncGenerator<
      TaskResult<M, K>,
      void,
      undefined
    >;
  }

  /** Resolves when no task waits or runs and no thread is on its way out. */
  idle(): Promise<void> {
    return this.#scheduler.quiescence.wait();
  }

  /** The counters now. */
  stats(): PoolStats {
    const { counters, queue, supply, pending, timings } = this.#scheduler;
    return {
      ...counters,
      ...supply.bytes(),
      utilization: timings.utilization(counters.busyMs),
      retired: { ...counters.retired },
      queued: queue.size,
      running: pending - queue.size,
      threads: supply.threads.size,
      ending: supply.ending.size,
      residue: this.#scheduler.residue.stats(),
    };
  }

  /**
   * How long tasks waited and ran, in ms, on all threads that there were. Always on: threads count
   * in shared memory, and nothing is sent; it costs 0.06 µs of CPU a task.
   */
  get histograms(): TaskHistograms {
    return this.#scheduler.timings.histograms;
  }

  /**
   * What the pool holds: workers, ports, timers, listeners, tasks, and what tasks left behind in
   * workers. After `close()` it is `clean`, or tells what is left. The same is published then, with
   * the statistics, on the diagnostics channel `watertight.pool.closed`.
   */
  leaks(): LeakReport {
    return leakReport(this.#scheduler);
  }

  /** The live threads, in order of creation: those included that the tasks of this tick call for. */
  get threads(): PoolThread[] {
    this.#scheduler.grow();
    return Array.from(this.#scheduler.supply.threads, handleOf);
  }

  /**
   * Takes no more tasks, lets those that it has finish, then ends every worker and waits until
   * they are gone. With `waiting: 'reject'` only those finish that have begun or that a thread is
   * free for; the others reject with `ERR_POOL_CLOSED`. Calling it again gives the same promise.
   */
  close(options: CloseOptions = {}): Promise<void> {
    const { waiting = 'finish' } = options;
    if (waiting !== 'finish' && waiting !== 'reject') {
      return Promise.reject(wrong('waiting', "'finish' or 'reject'", waiting));
    }
    this.#closing ??= this.#finish();
    if (waiting === 'reject') {
      const { ledger, queue, supply } = this.#scheduler;
      this.#scheduler.grow();
      for (const task of takeWaiting(queue, supply.threads, this.#settings.concurrency)) {
        ledger.fail(task, this.#intake.refusal(`Task '${task.name}' was given up`));
      }
    }
    return this.#closing;
  }

  /** Rejects every task that has not settled, ends every worker and waits until they are gone. */
  destroy(): Promise<void> {
    this.#destroying ??= this.#abandon();
    this.#intake.close('is destroyed');
    return this.#destroying;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #finish(): Promise<void> {
    this.#intake.close('is closing or closed');
    this.#scheduler.admission.refuse(this.#intake.refusal('ready() was refused'));
    await this.#scheduler.quiescence.wait();
    await this.#scheduler.shutDown('closed');
    publishClosed(this.name, () => ({ stats: this.stats(), leaks: this.leaks() }));
  }

  async #abandon(): Promise<void> {
    this.#closing ??= this.#finish();
    const ended = this.#scheduler.shutDown('destroyed');
    this.#scheduler.losses.giveUp(this.#scheduler.unsettled());
    await ended;
    await this.#closing;
  }
}

/**
 * Creates a pool for the exported functions of one module, ESM or CommonJS.
 * @param module a `file:` URL, best as `new URL('./tasks.js', import.meta.url)`, or an absolute path
 * @throws InvalidArgumentError (`ERR_POOL_INVALID_ARGUMENT`) for options that cannot be meant
 */
export function createPool<M = AnyTasks>(module: URL | string, options?: PoolOptions): Pool<M> {
  return new Pool<M>(module, options);
}
