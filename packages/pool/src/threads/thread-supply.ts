import { Alarm } from '../timers/alarm.ts';
import { causeOf } from './failures.ts';
import type { Settings } from '../options.ts';
import type { Counters, RetireReason } from '../telemetry/stats.ts';
import type { Thread } from './thread.ts';

/** Workers in a row that may end without having answered a task, before the tasks are failed. */
const MAX_BARREN = 3;
/** No thread is added for so long after one failed to start, while others still serve. */
const RETRY_START_MS = 1000;

/** What the supply needs of the pool. */
export interface SupplyOwner {
  readonly settings: Settings;
  readonly counters: Counters;
  readonly neutral: <T>(start: () => T) => T;
  makeThread(): Thread;
  /** No thread can be had: `loaded` tells whether the module could be loaded. */
  onHopeless(cause: unknown, loaded: boolean): void;
  /** An idle thread was told to end. */
  onRetired(): void;
  /** Starting threads failed some time ago, and may be tried again. */
  onRetry(): void;
}

/** Starts threads when there is work for them, ends them when there is none. */
export class ThreadSupply {
  /** Threads that start or serve; those told to end are in `ending`. */
  readonly threads: Set<Thread> = new Set();
  readonly ending: Set<Thread> = new Set();
  readonly #owner: SupplyOwner;
  readonly #idleness: Alarm;
  readonly #loading: Alarm;
  readonly #retrying: Alarm;
  /** Workers in a row that ended without an answer. */
  #barren = 0;
  #startFailedAt = -Infinity;

  constructor(owner: SupplyOwner) {
    this.#owner = owner;
    this.#idleness = new Alarm(owner.neutral, () => this.#retireIdle());
    this.#loading = new Alarm(owner.neutral, () => this.#endStuck());
    this.#retrying = new Alarm(owner.neutral, () => this.#retry());
  }

  /** Has as many threads as there are tasks, within the bounds. */
  grow(pending: number): void {
    const { maxThreads, spares = 0 } = this.#owner.settings;
    const wanted = Math.min(maxThreads, pending) + spares;
    while (this.threads.size < wanted) {
      // Threads stuck in native code cannot be ended at once; they must not pile up.
      if (this.threads.size + this.ending.size >= (maxThreads + spares) * 2) return;
      if (this.#barren > 0 || this.#startFailedAt !== -Infinity) {
        // Something is wrong with starting: one try at a time, and none while others can serve.
        if (this.#hasStarting()) return;
        if (this.threads.size > 0 && this.#mustWait() > 0) return;
      }
      if (!this.start()) return;
    }
  }

  /** Makes up for threads that died, unless starting them is what fails. */
  refill(): void {
    if (this.#barren > 0 || this.#startFailedAt !== -Infinity) return;
    while (this.threads.size < this.#owner.settings.minThreads) if (!this.start()) return;
  }

  /** One more for a thread that is to go, unless starting them is what fails. */
  startReplacement(): Thread | undefined {
    return this.#mustWait() > 0 ? undefined : this.start();
  }

  start(): Thread | undefined {
    const { counters, neutral } = this.#owner;
    try {
      const thread = neutral(() => this.#owner.makeThread());
      this.threads.add(thread);
      counters.created += 1;
      const { loadTimeout } = this.#owner.settings;
      if (loadTimeout > 0) this.#loading.within(loadTimeout, performance.now());
      return thread;
    } catch (error) {
      this.#startFailed();
      if (this.threads.size === 0) this.#owner.onHopeless(error, true);
      return undefined;
    }
  }

  end(thread: Thread, reason: RetireReason): void {
    this.threads.delete(thread);
    this.ending.add(thread);
    thread.end(reason);
  }

  onReady(thread: Thread): void {
    this.#startFailedAt = -Infinity;
    this.#rest(thread);
  }

  onAnswer(thread: Thread): void {
    // One that has still to be greeted may fail at that, as those before it.
    if (thread.greetings === 0) this.#barren = 0;
    if (thread.flight.size === 0) this.#rest(thread);
  }

  /** The worker is gone; `begun` tells whether it had a task that it had begun. */
  onExit(thread: Thread, begun: boolean): void {
    this.threads.delete(thread);
    this.ending.add(thread);
    if (thread.reason !== 'init-failed' && thread.loaded && (begun || thread.answered > 0)) {
      this.#barren = 0;
      return;
    }
    const { reason } = thread;
    if (
      reason !== 'crashed' &&
      reason !== 'exited' &&
      reason !== 'load-failed' &&
      reason !== 'init-failed'
    )
      return;
    this.#barren += 1;
    if (!thread.loaded) this.#startFailed();
    // While another starts or serves, the tasks may still have their turn.
    if (this.threads.size > 0) return;
    if (!thread.loaded || this.#barren >= MAX_BARREN) {
      this.#owner.onHopeless(causeOf(thread), thread.loaded);
    }
  }

  /** The threads whose worker has not exited. */
  live(): Thread[] {
    return [...this.threads, ...this.ending].filter((thread) => thread.exitCode === undefined);
  }

  /** Bytes to and from all threads, those that have ended included. */
  bytes(): Record<'bytesMoved' | 'bytesCopied', number> {
    let { bytesMoved, bytesCopied } = this.#owner.counters;
    for (const { flight } of this.live()) {
      bytesMoved += flight.bytesMoved;
      bytesCopied += flight.bytesCopied;
    }
    return { bytesMoved, bytesCopied };
  }

  get timers(): number {
    return [this.#idleness, this.#loading, this.#retrying].filter((alarm) => alarm.isSet).length;
  }

  clear(): void {
    this.#retrying.clear();
    this.#idleness.clear();
    this.#loading.clear();
  }

  #rest(thread: Thread): void {
    thread.idleSince = performance.now();
    const { idleTimeout, minThreads } = this.#owner.settings;
    if (idleTimeout === Infinity || this.threads.size <= minThreads) return;
    this.#idleness.within(idleTimeout, thread.idleSince);
  }

  /** Ends the threads that have had nothing to do. Returns the ms to the next look. */
  #retireIdle(): number {
    const { idleTimeout, minThreads } = this.#owner.settings;
    const now = performance.now();
    let next = Infinity;
    for (const thread of this.threads) {
      if (this.threads.size <= minThreads) return Infinity;
      if (!thread.ready || thread.flight.size > 0 || thread.pinned) continue;
      const left = thread.idleSince + idleTimeout - now;
      if (left > 0) next = Math.min(next, left);
      else this.end(thread, 'idle');
    }
    this.#owner.onRetired();
    return next;
  }

  /** Ends the threads that have not loaded the module in time. Returns the ms to the next look. */
  #endStuck(): number {
    const { loadTimeout } = this.#owner.settings;
    const now = performance.now();
    let next = Infinity;
    for (const thread of this.threads) {
      if (thread.loaded) continue;
      const left = thread.idleSince + loadTimeout - now;
      if (left > 0) {
        next = Math.min(next, left);
        continue;
      }
      thread.failure = new Error(`It had not loaded after ${loadTimeout} ms (loadTimeout)`);
      this.end(thread, 'load-failed');
    }
    return next;
  }

  /** Who serves meanwhile may be busy for long: nothing else would bring up the matter again. */
  #startFailed(): void {
    this.#startFailedAt = performance.now();
    this.#retrying.within(RETRY_START_MS, this.#startFailedAt);
  }

  /** Milliseconds until a thread may be added; not above 0 when it may be now. */
  #mustWait(): number {
    return this.#startFailedAt + RETRY_START_MS - performance.now();
  }

  /** Returns the ms to the next look. */
  #retry(): number {
    const left = this.#mustWait();
    if (left > 0) return left;
    this.#owner.onRetry();
    return Infinity;
  }

  #hasStarting(): boolean {
    for (const thread of this.threads) if (!thread.loaded) return true;
    return false;
  }
}
