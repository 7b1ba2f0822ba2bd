import type { Pool, PoolThreadEvent } from '@watertight/pool';
import { createCore, runIn } from './core-pool.ts';
import { RecordedTimes } from './histograms.ts';
import type { FilledOptions } from './options.ts';
import type { QueuedTask } from './queued-task.ts';
import { WorkerView } from './worker-view.ts';
import { MAX_DELAY } from '../timers/max-delay.ts';

export interface SeatOwner {
  onThread(seat: Seat, event: PoolThreadEvent, view: WorkerView): void;
  onDone(seat: Seat): void;
}

/** A place for one thread at a time: a pool of the core that has one. */
export class Seat {
  readonly pool: Pool;
  /** The thread there now. */
  view: WorkerView | undefined;
  /** It may be given tasks: its first thread is ready, or there from the start. */
  isReady: boolean;
  usage = 0;
  isAbortable = false;
  readonly histogram: RecordedTimes | undefined;
  readonly #owner: SeatOwner;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: FilledOptions, isReady: boolean, owner: SeatOwner) {
    this.#owner = owner;
    this.isReady = isReady;
    this.histogram = options.workerHistogram ? new RecordedTimes() : undefined;
    const one = { minThreads: 1, maxThreads: 1, idleTimeout: Infinity };
    this.pool = createCore(options, one, (event) => this.#onThread(event));
    // Looking at the threads starts them now and not at the end of the tick: there is a view of it.
    void this.pool.threads;
  }

  async run({ job, isAbortable }: QueuedTask): Promise<unknown> {
    clearTimeout(this.#idleTimer);
    this.usage += 1;
    this.isAbortable = isAbortable;
    const started = performance.now();
    try {
      return await runIn(this.pool, job);
    } finally {
      this.usage -= 1;
      this.isAbortable = false;
      this.histogram?.record(performance.now() - started);
      this.#owner.onDone(this);
    }
  }

  /** Calls back when it has had nothing to do for so long. */
  endAfter(milliseconds: number, end: () => void): void {
    clearTimeout(this.#idleTimer);
    if (milliseconds > MAX_DELAY) return;
    this.#idleTimer = setTimeout(end, milliseconds);
    this.#idleTimer.unref();
  }

  close(): Promise<void> {
    clearTimeout(this.#idleTimer);
    return this.pool.close();
  }

  destroy(): Promise<void> {
    clearTimeout(this.#idleTimer);
    return this.pool.destroy();
  }

  #onThread(event: PoolThreadEvent): void {
    if (event.event === 'created') {
      this.view = new WorkerView(event.thread, () => this);
    }
    const view = this.view!;
    if (event.event === 'ended') view.end();
    this.#owner.onThread(this, event, view);
  }
}
