import type { Readable } from 'node:stream';
import type { MemoryFigures } from './protocol.ts';
import type { Thread } from './thread.ts';

/** One live thread of a pool, as its users see it. */
export class PoolThread {
  readonly #thread: Thread;

  constructor(thread: Thread) {
    this.#thread = thread;
  }

  get threadId(): number {
    return this.#thread.threadId;
  }

  /** `Date.now()` of its creation. */
  get createdAt(): number {
    return this.#thread.createdAt;
  }

  get state(): 'starting' | 'idle' | 'busy' | 'ending' {
    const thread = this.#thread;
    if (thread.reason !== undefined) return 'ending';
    if (!thread.loaded) return 'starting';
    return thread.flight.size > 0 ? 'busy' : 'idle';
  }

  /** Tasks that are with it: the running one and those sent ahead. */
  get inFlight(): number {
    return this.#thread.flight.size;
  }

  /** Tasks that it has answered. */
  get answered(): number {
    return this.#thread.answered;
  }

  /** Milliseconds that tasks ran on it. */
  get busyMs(): number {
    return this.#thread.busyMs;
  }

  /**
   * A V8 heap snapshot of its isolate. The worker lives until the stream has closed: read it to
   * its end or destroy it. Costs several times the isolate's heap in memory.
   * Options are those of `worker.getHeapSnapshot()`.
   */
  getHeapSnapshot(options?: object): Promise<Readable> {
    return this.#thread.getHeapSnapshot(options);
  }

  /** Bytes of its isolate. Before Node.js 22.16 a busy thread answers after its task. */
  memoryUsage(): Promise<MemoryFigures> {
    return this.#thread.memoryUsage();
  }
}
