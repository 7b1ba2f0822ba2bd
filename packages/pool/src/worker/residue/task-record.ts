import { AsyncLocalStorage } from 'node:async_hooks';
import type { LeftBehind } from '../../protocol/residue-report.ts';

/** One thing that a task made, and that is still there. */
export interface Trace {
  readonly kind: Omit<LeftBehind, 'count' | 'where'>;
  stack: Error;
  /** False when it is gone though nothing has said so. */
  isThere(): boolean;
}

/** What one run of a task has made and not undone. */
export class TaskRecord {
  readonly name: string;
  readonly traces: Set<Trace> = new Set();
  /** Told when the last trace is gone. */
  onClean: (() => void) | undefined;
  /** The run is judged: what its leftovers make from now on is theirs. */
  closed = false;

  constructor(name: string) {
    this.name = name;
  }

  remove(trace: Trace): void {
    if (this.traces.delete(trace) && this.traces.size === 0) this.onClean?.();
  }
}

/** Whose doing it is, right across `await` and where tasks run beside each other. */
export const owners: AsyncLocalStorage<TaskRecord | undefined> = new AsyncLocalStorage();
