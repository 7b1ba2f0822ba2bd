import type { PoolThread } from '@watertight/pool';
import { summaryOf, type PiscinaHistogramSummary, type Times } from './histograms.ts';
import type { PiscinaWorker } from './load-balancer.ts';

/** What a thread has to do. */
export interface Load {
  readonly usage: number;
  readonly isAbortable: boolean;
  readonly histogram: Times | undefined;
}

/** One thread, for load balancers and listeners. */
export class WorkerView implements PiscinaWorker {
  readonly id: number;
  readonly thread: PoolThread;
  readonly terminating = false;
  readonly #load: () => Load;
  #destroyed = false;

  constructor(thread: PoolThread, load: () => Load) {
    this.id = thread.threadId;
    this.thread = thread;
    this.#load = load;
  }

  get currentUsage(): number {
    const { usage, isAbortable } = this.#load();
    return isAbortable ? Infinity : usage;
  }

  get isRunningAbortableTask(): boolean {
    return this.#load().isAbortable;
  }

  get histogram(): PiscinaHistogramSummary | null {
    const { histogram } = this.#load();
    return histogram ? summaryOf(histogram) : null;
  }

  get destroyed(): boolean {
    return this.#destroyed;
  }

  end(): void {
    this.#destroyed = true;
  }
}
