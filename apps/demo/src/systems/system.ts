import type { Job } from '../load/jobs.ts';
import type { LedgerFigures, TaskLedger } from './task-ledger.ts';

/** Figures of a system at a moment; times in milliseconds. */
export interface SystemFigures extends LedgerFigures {
  readonly done: number;
  readonly failures: number;
  readonly listeners: number;
  /** Tasks that will never settle: they count as done, and as failed. */
  readonly lost?: number;
  /** How often tasks failed, by what they said. */
  readonly faults?: Readonly<Record<string, number>>;
}

/** What is put under load: the service of the story, a scenario, or a visitor's own worker. */
export interface System extends AsyncDisposable {
  /** Which tasks are under way, and how long they took. */
  readonly ledger: TaskLedger;
  /** Tasks finished so far. */
  readonly done: number;
  /** Tasks that failed as planned so far. */
  readonly failures: number;
  /** What only the system can count, for the probe to watch. */
  readonly counters: Readonly<Record<string, () => number>>;
  /**
   * Accepts a task that was due at this moment on the clock of `performance.now()`, or turns it
   * away. Calls `settled` when it is over, in a later turn than this one.
   */
  submit(job: Job, dueAt: number, settled?: () => void): void;
  /** Stops the intake, where tasks come by another way than `submit`. */
  close?(): void;
  /** Resolves when nothing is under way. A task that failed in an unplanned way rejects it. */
  idle(): Promise<void>;
  figures(): SystemFigures;
}
