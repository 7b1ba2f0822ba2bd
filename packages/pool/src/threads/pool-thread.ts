import type { Readable } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import type { MemoryFigures } from '../protocol/messages.ts';
import type { TaskHistograms } from '../telemetry/time-histogram.ts';
import type { RetireReason } from '../telemetry/stats.ts';

/** One live thread of a pool, as its users see it. */
export interface PoolThread {
  readonly threadId: number;
  /** The worker itself, for what the pool does not offer: its messages, its figures. The pool ends it. */
  readonly worker: Worker;
  /** `Date.now()` of its creation. */
  readonly createdAt: number;
  readonly state: 'starting' | 'idle' | 'busy' | 'ending';
  /** Tasks that are with it: the running one and those sent ahead. */
  readonly inFlight: number;
  /** Tasks that it has answered. */
  readonly answered: number;
  /** Milliseconds that tasks ran on it. */
  readonly busyMs: number;
  /** The part of its time since it was ready, from 0 to 1, in which the answered tasks ran. */
  readonly utilization: number;
  /** How long its tasks waited and ran, in ms. */
  readonly histograms: TaskHistograms;
  /**
   * A V8 heap snapshot of its isolate, whole when the promise resolves: the worker lives until then,
   * and may end before the stream is read. Costs several times the isolate's heap in memory, and the
   * text of the snapshot until the stream is read or dropped. Rejects when the worker ends by itself
   * before. Options are those of `worker.getHeapSnapshot()`.
   */
  getHeapSnapshot(options?: object): Promise<Readable>;
  /** Bytes of its isolate. Before Node.js 22.16 a busy thread answers after its task. */
  memoryUsage(): Promise<MemoryFigures>;
}

/** What becomes of a thread. */
export interface PoolThreadEvent {
  readonly event: 'created' | 'ready' | 'ended';
  readonly thread: PoolThread;
  /** Why it ended. */
  readonly reason?: RetireReason;
  readonly exitCode?: number | undefined;
  /** What it died of. */
  readonly error?: unknown;
  /** Tasks that were rejected because it ended. */
  readonly lost: number;
}
