import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Counts of tasks, and percentiles of their latency in milliseconds. */
export interface LedgerFigures {
  /** All that came: done, under way, or turned away. */
  readonly offered: number;
  /** Turned away because too many waited. */
  readonly shed: number;
  /** Accepted and not yet finished. */
  readonly waiting: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Figures between two moments; times in milliseconds, 0 where no task was finished. */
export interface RecentFigures {
  /** The most tasks that were accepted and not yet finished at the same time. */
  readonly waiting: number;
  readonly p50: number;
  readonly p99: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Which tasks are under way, how many are done, and how long they took since they were due. */
export class TaskLedger {
  readonly #limit: number;
  readonly #latency = createHistogram();
  /** Since the last call of `recent`. */
  readonly #recent = createHistogram();
  #most = 0;
  /** Accepted and not yet settled; the async frames of the tasks live as long as these do. */
  readonly #underWay = new Set<Promise<unknown>>();
  #waiters: Waiter[] = [];
  #failure: { readonly error: unknown } | undefined;
  #done = 0;
  #lost = 0;
  #shed = 0;

  /** @param limit how many tasks may be under way; more are turned away */
  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  get done(): number {
    return this.#done;
  }

  get lost(): number {
    return this.#lost;
  }

  /** Under way, those included that are lost. */
  get waiting(): number {
    return this.#underWay.size;
  }

  /** What came, what became of it, and how long it took in milliseconds since it was due. */
  get figures(): LedgerFigures {
    // Counted from the intended arrival, not from when there was time for it: no omission.
    const at = (percent: number): number =>
      this.#latency.count === 0 ? 0 : this.#latency.percentile(percent) / 1e6;
    return {
      offered: this.#done + this.waiting + this.#shed,
      shed: this.#shed,
      waiting: this.waiting,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: at(100),
    };
  }

  /** What happened since the last call. */
  recent(): RecentFigures {
    const recent = { waiting: this.#most, ...percentiles(this.#recent) };
    this.#most = this.waiting;
    this.#recent.reset();
    return recent;
  }

  /** Percentiles are of what finishes from now on. */
  forgetLatency(): void {
    this.#latency.reset();
  }

  /** Counts the work as under way until it has settled; then calls `settled`. */
  enter(work: Promise<unknown>, dueAt: number, settled: () => void = () => {}): void {
    this.#underWay.add(work);
    this.#most = Math.max(this.#most, this.#underWay.size);
    work.then(
      () => {
        this.#underWay.delete(work);
        this.#done++;
        const took = Math.max(1, Math.round((performance.now() - dueAt) * 1e6));
        this.#latency.record(took);
        this.#recent.record(took);
        this.#tell();
        settled();
      },
      (error: unknown) => {
        this.#underWay.delete(work);
        this.#failure ??= { error };
        this.#tell();
        settled();
      },
    );
  }

  /**
   * Whether one more is turned away, for so many are under way; then nothing is to be done for it, and
   * it is counted. A bounded queue keeps latency bounded. What is lost takes no place in it.
   */
  turnsAway(): boolean {
    if (this.waiting - this.#lost < this.#limit) return false;
    this.#shed++;
    return true;
  }

  /** One task more is seen to be lost: its promise will never settle, and nobody waits for it. */
  lose(): void {
    this.#lost++;
    this.#tell();
  }

  /** Resolves when nothing is under way but what is lost; rejects when a task was rejected. */
  settled(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#tell();
    });
  }

  #tell(): void {
    if (!this.#failure && this.#underWay.size > this.#lost) return;
    for (const { resolve, reject } of this.#waiters.splice(0)) {
      if (this.#failure) reject(this.#failure.error);
      else resolve();
    }
  }
}

function percentiles(latency: RecordableHistogram): { p50: number; p99: number } {
  return { p50: latency.percentile(50) / 1e6, p99: latency.percentile(99) / 1e6 };
}
