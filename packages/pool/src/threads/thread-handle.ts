import type { Readable } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import type { MemoryFigures } from '../protocol/messages.ts';
import { threadHistograms } from '../telemetry/pool-timings.ts';
import type { TaskHistograms } from '../telemetry/time-histogram.ts';
import type { PoolThread } from './pool-thread.ts';
import type { Thread } from './thread.ts';

const handles: WeakMap<Thread, PoolThread> = new WeakMap();

/** The one handle of that thread. */
export function handleOf(thread: Thread): PoolThread {
  let handle = handles.get(thread);
  if (!handle) {
    handle = new ThreadHandle(thread);
    handles.set(thread, handle);
  }
  return handle;
}

/** The handle of a thread that the pool gives out: it shows, and holds nothing. */
class ThreadHandle implements PoolThread {
  readonly #thread: Thread;
  #histograms: TaskHistograms | undefined;

  constructor(thread: Thread) {
    this.#thread = thread;
  }

  get threadId(): number {
    return this.#thread.threadId;
  }

  get worker(): Worker {
    return this.#thread.worker;
  }

  get createdAt(): number {
    return this.#thread.createdAt;
  }

  get state(): 'starting' | 'idle' | 'busy' | 'ending' {
    const thread = this.#thread;
    if (thread.reason !== undefined) return 'ending';
    if (!thread.loaded) return 'starting';
    return thread.flight.size > 0 ? 'busy' : 'idle';
  }

  get inFlight(): number {
    return this.#thread.flight.size;
  }

  get answered(): number {
    return this.#thread.answered;
  }

  get busyMs(): number {
    return this.#thread.busyMs;
  }

  get utilization(): number {
    const { readyAt, busyMs } = this.#thread;
    if (readyAt === undefined) return 0;
    return Math.min(1, busyMs / (performance.now() - readyAt));
  }

  get histograms(): TaskHistograms {
    this.#histograms ??= threadHistograms(this.#thread.flight.words);
    return this.#histograms;
  }

  getHeapSnapshot(options?: object): Promise<Readable> {
    return this.#thread.getHeapSnapshot(options);
  }

  memoryUsage(): Promise<MemoryFigures> {
    return this.#thread.memoryUsage();
  }
}
