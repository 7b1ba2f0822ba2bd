import type { Settings } from '../options.ts';
import type { Failure } from '../protocol/messages.ts';
import type { ResidueReport } from '../protocol/residue-report.ts';
import type { Task } from '../tasks/task.ts';
import type { Handles } from '../telemetry/leaks.ts';

/** What a thread `T` tells the pool that it works for. */
export interface ThreadOwner<T> {
  readonly settings: Settings;
  readonly handles: Handles;
  readonly neutral: <R>(start: () => R) => R;
  onReady(thread: T): void;
  onResult(task: Task, value: unknown): void;
  onFailure(task: Task, failure: Failure): void;
  /** It is being put into a message to this thread. */
  onSend(task: Task): void;
  /** An argument could not be cloned; the worker never saw the task. */
  onUnsendable(task: Task, error: unknown): void;
  /** A task that had been stopped has ended, and its thread is sound. */
  onStopped(thread: T, task: Task): void;
  /** A task left something behind; its answer follows. */
  onResidue(thread: T, report: ResidueReport): void;
  /** A stream waits for its consumer: a thread may be free for what moves its buffers. */
  onRest(): void;
  onReplies(thread: T, count: number, busyMs: number): void;
  /** The worker is gone. What it leaves in its flight is the owner's to settle. */
  onExit(thread: T): void;
  onPins(change: 1 | -1): void;
}
