import { publishSnapshot } from './diagnostics.ts';
import { InvalidArgumentError } from './errors.ts';
import { forceGc } from './observe/force-gc.ts';
import { memoryLimit } from './observe/process-figures.ts';
import { getHeapStatistics } from 'node:v8';

/** What a heap snapshot would cost, and whether that fits. Plain data; sizes in bytes. */
export interface SnapshotBudget {
  /** Resident memory that taking one may need on top of what is in use. */
  readonly needed: number;
  /** What is left below the limit. */
  readonly available: number;
  readonly fits: boolean;
  /** One sentence for a person. */
  readonly reason: string;
}

/** What is known of the heap that would be snapshotted. */
export interface SnapshotSubject {
  /** Used heap in bytes; default that of the calling isolate. */
  readonly heapUsed?: number;
  /** Number of live objects, if known: a far better measure than bytes. */
  readonly nodes?: number;
  /** Bytes the process may use in all; default the least of the cgroup's and the system's. */
  readonly limit?: number;
  /** Bytes in use now; default the resident set. */
  readonly rss?: number;
}

/**
 * A snapshot costs memory per object, not per byte: up to 900 B each on Node 20 to 26, so 23 times a
 * heap of small objects (4 M of them, 155 MB: 3.6 GB more), and a third of one of strings.
 */
const COST = { perByte: 23, perNode: 900 } as const;

/** Tells before a heap snapshot whether the process would survive it. */
export function snapshotBudget(subject: SnapshotSubject = {}): SnapshotBudget {
  for (const [name, value] of Object.entries(subject)) {
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new InvalidArgumentError(name, 'a number of 0 or more', value);
    }
  }
  const { nodes, limit = memoryLimit(), rss = process.memoryUsage.rss() } = subject;
  const heapUsed = subject.heapUsed ?? getHeapStatistics().used_heap_size;
  const needed = nodes === undefined ? heapUsed * COST.perByte : nodes * COST.perNode;
  const available = Math.max(0, limit - rss);
  const fits = needed <= available;
  const sizes = `${megabytes(needed)} may be needed, ${megabytes(available)} are left of ${megabytes(limit)}`;
  const reason = fits ? `a snapshot fits: ${sizes}` : `a snapshot could kill the process: ${sizes}`;
  return { needed, available, fits, reason };
}

/** How often diagnostics may be taken. */
export interface GuardOptions {
  /** Snapshots at most, for the life of the guard. @default 3 */
  readonly most?: number;
  /** Milliseconds between the end of one and the start of the next. @default 43_200_000 (12 h) */
  readonly coolDown?: number;
}

/** The answer of a guard: what the work returned, or why it was not done. */
export type Guarded<T> =
  { readonly taken: true; readonly value: T } | { readonly taken: false; readonly reason: string };

/**
 * Never lets diagnostics kill what they diagnose: one at a time, few in all, a pause between them,
 * and none that does not fit. It refuses with a reason and never throws by itself.
 */
export class SnapshotGuard {
  readonly #most: number;
  readonly #coolDown: number;
  #taken = 0;
  #busy = false;
  #last = Number.NEGATIVE_INFINITY;

  constructor({ most = 3, coolDown = 43_200_000 }: GuardOptions = {}) {
    if (!Number.isInteger(most) || most < 1) {
      throw new InvalidArgumentError('most', 'a whole number, 1 or more', most);
    }
    if (!(coolDown >= 0)) {
      throw new InvalidArgumentError('coolDown', 'a number of milliseconds, 0 or more', coolDown);
    }
    this.#most = most;
    this.#coolDown = coolDown;
  }

  /** Runs `work` (which writes the snapshot) if everything allows it. A failed one counts too. */
  async take<T>(
    work: () => T | PromiseLike<T>,
    subject: SnapshotSubject = {},
  ): Promise<Guarded<T>> {
    const reason = this.#refusal(subject);
    if (reason !== undefined) {
      publishSnapshot({ at: performance.now(), taken: false, reason });
      return { taken: false, reason };
    }
    this.#busy = true;
    this.#taken += 1;
    try {
      const value = await work();
      publishSnapshot({ at: performance.now(), taken: true });
      return { taken: true, value };
    } finally {
      this.#busy = false;
      this.#last = performance.now();
    }
  }

  #refusal(subject: SnapshotSubject): string | undefined {
    if (this.#busy) return 'a snapshot is being taken already';
    if (this.#taken >= this.#most) return `${this.#taken} of ${this.#most} snapshots are taken`;
    const rest = this.#last + this.#coolDown - performance.now();
    if (rest > 0) return `the next snapshot may be taken in ${Math.ceil(rest / 1_000)} s`;
    // Garbage would be collected first thing by the snapshot itself, and does not count.
    if (subject.heapUsed === undefined && subject.nodes === undefined) forceGc();
    const budget = snapshotBudget(subject);
    return budget.fits ? undefined : budget.reason;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
