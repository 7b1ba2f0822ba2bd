import type { ResidueReport } from '../protocol/residue-report.ts';
import { publishResidue } from './diagnostics.ts';

/** What the runs of one task have left behind, in `pool.stats().residue`. */
export interface ResidueStats {
  /** Runs that left something. */
  readonly runs: number;
  /** How many of each type: 'Timeout', 'TCPWRAP', 'listener' and so on. */
  readonly left: Readonly<Record<string, number>>;
  /** Bytes of heap that a run keeps, as last measured. */
  readonly heapBytes: number;
  /** Bytes outside the heap that a run keeps, as last measured. */
  readonly externalBytes: number;
}

/** Counts what tasks leave behind, by their names. */
export class ResidueLog {
  readonly #pool: string;
  readonly #byTask: Map<string, ResidueStats> = new Map();

  constructor(pool: string) {
    this.#pool = pool;
  }

  add(threadId: number, report: ResidueReport): void {
    const before = this.#byTask.get(report.task);
    const left: Record<string, number> = { ...before?.left };
    for (const { type, count } of report.left) left[type] = (left[type] ?? 0) + count;
    this.#byTask.set(report.task, {
      runs: (before?.runs ?? 0) + 1,
      left,
      heapBytes: report.heapBytes || (before?.heapBytes ?? 0),
      externalBytes: report.externalBytes || (before?.externalBytes ?? 0),
    });
    publishResidue(this.#pool, threadId, report);
  }

  /** By task; plain data. */
  stats(): Record<string, ResidueStats> {
    return Object.fromEntries(
      Array.from(this.#byTask, ([name, stats]) => [name, { ...stats, left: { ...stats.left } }]),
    );
  }
}
