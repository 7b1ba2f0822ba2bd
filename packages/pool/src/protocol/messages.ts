import type { ResidueReport } from './residue-report.ts';

/**
 * The messages between a pool and its workers, both sides.
 *
 * A batch to the worker is one flat array, because cloning one array of scalars is several times
 * cheaper than cloning an array for each task:
 *   [(name)*, id, code, argc, arg…, (name)*, id, code, argc, arg…, …]
 * A string where an id is expected gives the next function index of this thread its name.
 * `code` is the function index shifted by CODE_BITS, plus flags: FLUSH_FIRST when the worker must
 * not hold back results of earlier tasks while this one runs; STREAM when the values of what it
 * returns are sent, and the last argument is then how many may be sent before more is granted;
 * PROGRESS when the caller listens to `task.progress()`.
 *
 * A batch of replies is flat too: [busyMs, id, value, …, -id, Failure, …].
 * Everything else is an object with a `type`.
 */
export const FLUSH_FIRST = 1;
export const STREAM = 2;
export const PROGRESS = 4;
export const CODE_BITS = 3;

/** What a reply carries in place of a value when the task gave none. */
export interface Failure {
  readonly kind: 'threw' | 'no-such-task' | 'not-cloneable' | 'clean-up' | 'residue';
  readonly error: EncodedError;
  /** Of kind 'residue': what was left behind. */
  readonly residue?: ResidueReport;
}

/** An error as plain cloneable data: the platform's own cloning loses `code`, class and properties. */
export interface EncodedError {
  /** False when something other than an error was thrown; then `value` holds it. */
  readonly isError: boolean;
  readonly value?: unknown;
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string | undefined;
  readonly cause?: EncodedError;
  readonly errors?: readonly EncodedError[];
  readonly props?: Readonly<Record<string, unknown>>;
}

/** The first message to a worker, on its `parentPort`; `workerData` stays the user's own. */
export interface InitMessage {
  readonly type: 'init';
  readonly port: import('node:worker_threads').MessagePort;
  readonly words: Int32Array;
  readonly module: string;
  readonly concurrency: number;
  readonly moveResults: boolean;
  /** What tasks leave behind is looked for. */
  readonly residue?: ResidueSettings | undefined;
}

export interface ResidueSettings {
  readonly action: 'warn' | 'recycle' | 'throw';
  /** Milliseconds that things which are being closed are given. */
  readonly settle: number;
  /** Bytes that a run may leave; Infinity is not measured. */
  readonly memory: number;
  /** Types of resources that are not looked at. */
  readonly ignore: readonly string[];
}

export interface MemoryRequest {
  readonly type: 'memory';
  readonly request: number;
}

/** Asks a running task to stop within the grace, in ms. */
export interface StopMessage {
  readonly type: 'stop';
  readonly id: number;
  readonly reason: EncodedError;
  readonly grace: number;
}

/** The consumer of a stream has taken so many values. */
export interface GrantMessage {
  readonly type: 'grant';
  readonly id: number;
  readonly count: number;
}

/** Asks the worker to run the `teardown` of its module; it is given no more tasks. */
export interface TearDownMessage {
  readonly type: 'teardown';
}

export type ControlMessage = MemoryRequest | StopMessage | GrantMessage | TearDownMessage;

export interface MemoryFigures {
  /** Bytes of live and dead objects in the V8 heap. */
  readonly heapUsed: number;
  /** Bytes reserved for the V8 heap. */
  readonly heapTotal: number;
  /** Bytes outside the heap that objects of this isolate hold. */
  readonly external: number;
}

export type ControlReply =
  | { readonly type: 'ready'; readonly tearsDown: boolean }
  | { readonly type: 'init-failed'; readonly error: EncodedError }
  | { readonly type: 'torn-down'; readonly error?: EncodedError }
  | { readonly type: 'load-failed'; readonly error: EncodedError }
  | { readonly type: 'resigned'; readonly error: EncodedError }
  | { readonly type: 'unreadable'; readonly error: EncodedError }
  | { readonly type: 'values'; readonly id: number; readonly values: readonly unknown[] }
  | { readonly type: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly type: 'residue'; readonly report: ResidueReport }
  | { readonly type: 'memory'; readonly request: number; readonly figures: MemoryFigures };
