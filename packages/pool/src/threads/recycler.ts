import type { Settings } from '../options.ts';
import type { RetireReason } from '../telemetry/stats.ts';
import type { Thread } from './thread.ts';

/** Threads are asked for their memory no more often than this. */
const MEMORY_EVERY_MS = 100;

/** What the recycler needs of the pool. */
export interface RecyclerOwner {
  readonly settings: Settings;
  readonly pending: number;
  readonly supply: {
    readonly threads: ReadonlySet<Thread>;
    startReplacement(): Thread | undefined;
    end(thread: Thread, reason: RetireReason): void;
  };
  /** Gives the thread no more tasks, and takes back what it has not begun. */
  drain(thread: Thread): void;
}

/**
 * Replaces threads that have run long enough: softly, so the replacement is ready before the worn
 * thread is given its last task, and one at a time, so that threads of one age do not go together.
 */
export class Recycler {
  readonly #owner: RecyclerOwner;
  #worn: Thread | undefined;
  #replacement: Thread | undefined;
  #askedAt = 0;

  constructor(owner: RecyclerOwner) {
    this.#owner = owner;
  }

  /** The thread has answered. */
  onAnswer(thread: Thread): void {
    const { recycle, spares } = this.#owner.settings;
    const over = thread.draining || (spares !== undefined && thread.answered > 0);
    if (over && thread.flight.size === 0) {
      this.#owner.supply.end(thread, 'recycled');
      return;
    }
    if (this.#worn || thread.draining) return;
    if (thread.soiled) this.#replace(thread);
    else if (!recycle) return;
    else if (thread.answered >= recycle.tasks || Date.now() - thread.createdAt >= recycle.age) {
      this.#replace(thread);
    } else if (recycle.memory !== Infinity) {
      void this.#weigh(thread, recycle.memory);
    }
  }

  onReady(thread: Thread): void {
    if (thread !== this.#replacement) return;
    const worn = this.#worn!;
    this.#worn = undefined;
    this.#replacement = undefined;
    this.#owner.drain(worn);
    if (worn.flight.size === 0) this.#owner.supply.end(worn, 'recycled');
    this.replaceSoiled();
  }

  /** One of the two is gone: the other stays as it is. */
  onExit(thread: Thread): void {
    if (thread !== this.#worn && thread !== this.#replacement) return;
    this.#worn = undefined;
    this.#replacement = undefined;
    this.replaceSoiled();
  }

  /** Threads that were soiled meanwhile may have no answer to come. */
  replaceSoiled(): void {
    for (const thread of this.#owner.supply.threads) {
      if (thread.soiled && !thread.draining && !this.#worn) this.#replace(thread);
    }
  }

  #replace(thread: Thread): void {
    const { pending, settings, supply } = this.#owner;
    if (thread.reason !== undefined || this.#worn) return;
    if (pending === 0 && supply.threads.size > settings.minThreads) {
      supply.end(thread, 'recycled');
      return;
    }
    this.#replacement = supply.startReplacement();
    if (this.#replacement) this.#worn = thread;
  }

  async #weigh(thread: Thread, limit: number): Promise<void> {
    const now = performance.now();
    if (now - this.#askedAt < MEMORY_EVERY_MS) return;
    this.#askedAt = now;
    try {
      const { heapUsed, external } = await thread.memoryUsage();
      if (heapUsed + external >= limit) this.#replace(thread);
    } catch {
      // It ended meanwhile.
    }
  }
}
