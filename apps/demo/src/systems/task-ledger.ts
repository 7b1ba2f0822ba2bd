import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { RecentFigures } from './system.ts';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Which tasks are under way, how many are done, and how long they took since they were due. */
export class TaskLedger {
  readonly #latency = createHistogram();
  /** Since the last call of `recent`. */
  readonly #recent = createHistogram();
  #most = 0;
  /** Accepted and not yet settled; the async frames of the tasks live as long as these do. */
  readonly #underWay = new Set<Promise<void>>();
  #waiters: Waiter[] = [];
  #failure: { readonly error: unknown } | undefined;
  #done = 0;
  #lost = 0;

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

  /** Median and 99th percentile in milliseconds, from the moment a task was due: no omission. */
  get latency(): { readonly p50: number; readonly p99: number } {
    return percentiles(this.#latency);
  }

  /** What happened since the last call. */
  recent(): RecentFigures {
    const recent = { waiting: this.#most, ...percentiles(this.#recent) };
    this.#most = this.waiting;
    this.#recent.reset();
    return recent;
  }

  /** Counts the work as under way until it has settled. */
  enter(work: Promise<void>, dueAt: number): void {
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
      },
      (error: unknown) => {
        this.#underWay.delete(work);
        this.#failure ??= { error };
        this.#tell();
      },
    );
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
