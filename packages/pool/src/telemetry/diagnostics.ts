import { channel } from 'node:diagnostics_channel';
import { describeResidue, type ResidueReport } from '../protocol/residue-report.ts';
import type { LeakReport } from './leaks.ts';
import type { PoolStats, RetireReason } from './stats.ts';

/** Published on `watertight.pool.task` when a task settles. */
export interface TaskEvent {
  readonly pool: string;
  readonly task: string;
  readonly outcome: 'completed' | 'failed' | 'aborted';
  /** What it rejects with. */
  readonly error?: unknown;
}

/** Published on `watertight.pool.thread` when a thread is created, and when it has ended. */
export interface ThreadEvent {
  readonly pool: string;
  readonly event: 'created' | 'ended';
  readonly threadId: number;
  readonly reason?: RetireReason;
  readonly exitCode?: number | undefined;
  /** What it died of. A crash between tasks is seen here and nowhere else. */
  readonly error?: unknown;
}

/** Published on `watertight.pool.residue` when a task has left something behind. */
export interface ResidueEvent extends ResidueReport {
  readonly pool: string;
  readonly threadId: number;
  /** All of it in one line. */
  readonly message: string;
}

/** Published on `watertight.pool.closed` when a pool is closed or destroyed. */
export interface ClosedEvent {
  readonly pool: string;
  readonly stats: PoolStats;
  readonly leaks: LeakReport;
}

const tasks = channel('watertight.pool.task');
const threads = channel('watertight.pool.thread');
const residues = channel('watertight.pool.residue');
const closed = channel('watertight.pool.closed');

/** Costs one look at a field while nobody listens. */
export function publishTask(
  pool: string,
  task: string,
  outcome: TaskEvent['outcome'],
  error?: unknown,
): void {
  if (!tasks.hasSubscribers) return;
  tasks.publish({ pool, task, outcome, ...(error === undefined ? {} : { error }) } as TaskEvent);
}

export function publishClosed(pool: string, report: () => Omit<ClosedEvent, 'pool'>): void {
  if (closed.hasSubscribers) closed.publish({ pool, ...report() } satisfies ClosedEvent);
}

export function publishThread(event: ThreadEvent): void {
  if (threads.hasSubscribers) threads.publish(event);
}

export function publishResidue(pool: string, threadId: number, report: ResidueReport): void {
  if (!residues.hasSubscribers) return;
  const message = `Task '${report.task}' left behind: ${describeResidue(report)}`;
  residues.publish({ pool, threadId, message, ...report } satisfies ResidueEvent);
}
