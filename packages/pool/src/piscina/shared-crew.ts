import type { Pool, PoolThread } from '@watertight/pool';
import { createCore, runIn, type Crew, type Job, type OnThread } from './core-pool.ts';
import { atLimit, noQueue } from './errors.ts';
import type { Times } from './histograms.ts';
import type { FilledOptions } from './options.ts';
import { WorkerView, type Load } from './worker-view.ts';

/** One pool of the core for all threads: its queue, its batches, its balance. */
export class SharedCrew implements Crew {
  readonly #pool: Pool;
  readonly #maxThreads: number;
  readonly #maxQueue: number;

  readonly #recordTiming: boolean;

  constructor(options: FilledOptions, onThread: OnThread) {
    this.#maxThreads = Math.ceil(options.maxThreads);
    this.#maxQueue = options.maxQueue;
    this.#recordTiming = options.recordTiming;
    const threads = {
      minThreads: Math.ceil(options.minThreads),
      maxThreads: this.#maxThreads,
      idleTimeout: options.idleTimeout,
    };
    const views = new WeakMap<PoolThread, WorkerView>();
    this.#pool = createCore(options, threads, (event) => {
      const { thread } = event;
      const view = views.get(thread) ?? new WorkerView(thread, () => loadOf(thread));
      views.set(thread, view);
      if (event.event === 'ended') view.end();
      onThread(event, view);
    });
  }

  get pools(): readonly Pool[] {
    return [this.#pool];
  }

  get runTimes(): Times | undefined {
    return this.#recordTiming ? this.#pool.histograms.run : undefined;
  }

  get waitTimes(): Times | undefined {
    return this.#recordTiming ? this.#pool.histograms.wait : undefined;
  }

  get waiting(): number {
    const { queued, running } = this.#pool.stats();
    return Math.max(0, queued + running - this.#maxThreads);
  }

  get idleThreads(): number {
    const { threads } = this.#pool;
    const { queued, running } = this.#pool.stats();
    return Math.max(0, threads.length - queued - running);
  }

  refusal(pending: number): Error | undefined {
    if (pending < this.#maxThreads + this.#maxQueue) return undefined;
    return this.#maxQueue === 0 ? noQueue() : atLimit();
  }

  run(job: Job): Promise<unknown> {
    return runIn(this.#pool, job);
  }

  close(force: boolean): Promise<void> {
    return this.#pool.close({ waiting: force ? 'reject' : 'finish' });
  }

  destroy(): Promise<void> {
    return this.#pool.destroy();
  }
}

function loadOf(thread: PoolThread): Load {
  return { usage: thread.state === 'busy' ? 1 : 0, isAbortable: false, histogram: undefined };
}
