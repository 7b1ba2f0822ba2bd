import type { ResidueReport } from '../protocol/residue-report.ts';
import { publishResidue } from './diagnostics.ts';
import type { ResidueStats } from './residue-stats.ts';

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
