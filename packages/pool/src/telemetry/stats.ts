import type { ResidueStats } from './residue-stats.ts';

/** Why a thread ended. */
export type RetireReason =
  | 'aborted'
  | 'closed'
  | 'destroyed'
  | 'crashed'
  | 'exited'
  | 'idle'
  | 'init-failed'
  | 'load-failed'
  | 'recycled'
  | 'resigned'
  | 'timeout'
  | 'unreadable';

/** A snapshot of the pool's counters; plain data. */
export interface PoolStats {
  /** Tasks that `run()` took. Always completed + failed + aborted + queued + running. */
  readonly submitted: number;
  readonly completed: number;
  /** Tasks that rejected for any reason but their signal. */
  readonly failed: number;
  /** Of `failed`: those that ran longer than their timeout. */
  readonly timedOut: number;
  readonly aborted: number;
  /** Calls of `run()` that were turned away: queue full, or pool closed. */
  readonly refused: number;
  /** Tasks that wait for a thread. */
  readonly queued: number;
  /** Tasks that are with a thread: begun, or sent ahead. */
  readonly running: number;
  /** Tasks taken back from a busy thread and given to an idle one. */
  readonly stolen: number;
  /** Tasks sent again after their thread died before they began. */
  readonly rerun: number;
  /** Runs that failed and were followed by another, as `retry` allows. */
  readonly retried: number;
  /** Threads now, starting ones included. */
  readonly threads: number;
  /** Threads that are told to end and have not yet. */
  readonly ending: number;
  readonly created: number;
  readonly retired: Readonly<Record<RetireReason, number>>;
  /** Milliseconds that tasks ran, over all threads. */
  readonly busyMs: number;
  /** The part of the time of ready threads, from 0 to 1, in which tasks ran. */
  readonly utilization: number;
  /** Bytes of buffers that were moved instead of copied, to tasks and back. */
  readonly bytesMoved: number;
  /**
   * Bytes of buffers that were copied, to tasks and back. A view copies the whole of its buffer: a
   * small `Buffer` the pool of 8 KB that Node.js made it in. Looked for in the first 1000 objects
   * of the arguments, 8 deep, and in the first 10 000 of a result.
   */
  readonly bytesCopied: number;
  /** What tasks left behind in workers, by their names; empty unless `residue` is on. */
  readonly residue: Readonly<Record<string, ResidueStats>>;
}

/** The counters behind `PoolStats`, counted up where things happen. */
export class Counters {
  submitted = 0;
  completed = 0;
  failed = 0;
  timedOut = 0;
  aborted = 0;
  refused = 0;
  stolen = 0;
  rerun = 0;
  retried = 0;
  created = 0;
  busyMs = 0;
  bytesMoved = 0;
  bytesCopied = 0;
  readonly retired: Record<RetireReason, number> = {
    aborted: 0,
    closed: 0,
    destroyed: 0,
    crashed: 0,
    exited: 0,
    idle: 0,
    'init-failed': 0,
    'load-failed': 0,
    recycled: 0,
    resigned: 0,
    timeout: 0,
    unreadable: 0,
  };
}
