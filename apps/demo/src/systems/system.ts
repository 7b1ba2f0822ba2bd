import type { Job } from '../load/jobs.ts';

/** Figures of a system at a moment; times in milliseconds. */
export interface SystemFigures {
  readonly done: number;
  readonly failures: number;
  /** Accepted and not yet finished. */
  readonly waiting: number;
  readonly listeners: number;
  readonly p50: number;
  readonly p99: number;
}

/** Figures of a system between two moments; times in milliseconds, 0 where no task was finished. */
export interface RecentFigures {
  /** The most tasks that were accepted and not yet finished at the same time. */
  readonly waiting: number;
  readonly p50: number;
  readonly p99: number;
}

/** What is put under load: the service of the story, a scenario, or a visitor's own worker. */
export interface System extends AsyncDisposable {
  /** Tasks finished so far. */
  readonly done: number;
  /** Tasks that failed as planned so far. */
  readonly failures: number;
  /** What only the system can count, for the probe to watch. */
  readonly counters: Readonly<Record<string, () => number>>;
  /** Accepts a task that was due at this moment on the clock of `performance.now()`. */
  submit(job: Job, dueAt: number): void;
  /** Resolves when nothing is under way. A task that failed in an unplanned way rejects it. */
  idle(): Promise<void>;
  figures(): SystemFigures;
  /** What happened since the last call. */
  recent(): RecentFigures;
}
