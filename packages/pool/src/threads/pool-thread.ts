import type { Readable } from 'node:stream';
import type { MemoryFigures } from '../protocol/messages.ts';
import type { Thread } from './thread.ts';

/** One live thread of a pool, as its users see it. */
export interface PoolThread {
  readonly threadId: number;
  /** `Date.now()` of its creation. */
  readonly createdAt: number;
  readonly state: 'starting' | 'idle' | 'busy' | 'ending';
  /** Tasks that are with it: the running one and those sent ahead. */
  readonly inFlight: number;
  /** Tasks that it has answered. */
  readonly answered: number;
  /** Milliseconds that tasks ran on it. */
  readonly busyMs: number;
  /**
   * A V8 heap snapshot of its isolate. The worker lives until the stream has closed: read it to
   * its end or destroy it. Costs several times the isolate's heap in memory.
   * Options are those of `worker.getHeapSnapshot()`.
   */
  getHeapSnapshot(options?: object): Promise<Readable>;
  /** Bytes of its isolate. Before Node.js 22.16 a busy thread answers after its task. */
  memoryUsage(): Promise<MemoryFigures>;
}

/** The handle of a thread that the pool gives out: it shows, and holds nothing. */
export class ThreadHandle implements PoolThread {
  readonly #thread: Thread;

  constructor(thread: Thread) {
    this.#thread = thread;
  }

  get threadId(): number {
    return this.#thread.threadId;
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

  getHeapSnapshot(options?: object): Promise<Readable> {
    return this.#thread.getHeapSnapshot(options);
  }

  memoryUsage(): Promise<MemoryFigures> {
    return this.#thread.memoryUsage();
  }
}
