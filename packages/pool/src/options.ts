import type { ResourceLimits, WorkerOptions } from 'node:worker_threads';
import type { ResidueSettings } from './protocol/messages.ts';
import type { Retry } from './tasks/task.ts';
import type { PoolThreadEvent } from './threads/pool-thread.ts';
import type { WorkerOutput } from './threads/worker-output.ts';

export interface PoolOptions {
  /** Threads that are started within the tick and kept while idle. @default 0 */
  minThreads?: number;
  /** Most threads at the same time. @default `os.availableParallelism()` */
  maxThreads?: number;
  /**
   * Most tasks that wait for a thread; `run()` rejects with `ERR_POOL_QUEUE_FULL` above it.
   * `Infinity` takes the bound away, and with it the protection of the heap. @default 10_000
   */
  maxQueue?: number;
  /**
   * Milliseconds that a task may run, counted from its start on the thread and not from `run()`;
   * then its worker is terminated. 0 is no limit. @default 0
   */
  timeout?: number;
  /**
   * How often a task that has begun and failed may be run again, for every task: see `retry` of
   * `run()`. @default 0
   */
  retry?: number | Retry;
  /** Milliseconds of waiting that count as one level of priority. @default 100 */
  ageing?: number;
  /**
   * Milliseconds that a worker may take to start and to load the module; then it is terminated,
   * and tasks reject with `ERR_POOL_MODULE_LOAD` if no thread is left. 0 is no limit.
   * @default 30_000
   */
  loadTimeout?: number;
  /** Milliseconds after which an idle thread above `minThreads` is ended. @default 10_000 */
  idleTimeout?: number;
  /**
   * Tasks that one thread runs at the same time, where they wait for I/O. Above 1, tasks that run
   * beside the one that kills its worker are lost with it. @default 1
   */
  concurrency?: number;
  /**
   * Whether a task gives away what it returns: buffers, typed arrays that cover their buffer, ports
   * and streams, anywhere in the result, are moved and not copied. A task must then return a copy
   * of a buffer that it keeps. @default true
   */
  moveResults?: boolean;
  /**
   * Milliseconds that a running task which uses `@watertight/pool/task` is given to end by itself
   * when it is aborted or times out; then its worker is terminated. Other tasks' workers are
   * terminated at once. @default 500
   */
  abortGrace?: number;
  /**
   * Replaces a thread when it has answered so many `tasks`, is `age` ms old, or holds `memory`
   * bytes of heap and buffers. The replacement is ready first. @default never
   */
  recycle?: { tasks?: number; age?: number; memory?: number };
  /**
   * What is done when a task leaves something behind in its worker: timers, handles, listeners on
   * `process`, its streams or `parentPort`, memory. 'warn' tells of it in `pool.stats()` and on
   * the diagnostics channel, 'recycle' also replaces the worker, softly, and 'throw' also rejects
   * the task with `ERR_POOL_RESIDUE`. Not looked for when 'off', and then it costs nothing.
   * @default 'off'
   */
  residue?: ResidueAction | ResidueOptions;
  /**
   * A fresh worker for each task, which is ended when it has answered. So many spares are started
   * ahead and kept ready, so that a task need not wait for a start; `true` is 1.
   * @default false
   */
  isolate?: boolean | { spares: number };
  /** Name of the pool, seen as the name of its threads. @default 'pool' */
  name?: string;
  /** `workerData` of every worker, cloned for each. */
  workerData?: unknown;
  /** Environment of the workers, or `SHARE_ENV`. @default a copy of `process.env` */
  env?: WorkerOptions['env'];
  /** Appended to `process.argv` in the workers. */
  argv?: readonly string[];
  /**
   * Where the output of the workers goes: to that of the process, nowhere, or to a function, which
   * is given the chunk, 'stdout' or 'stderr', and the thread's id. @default 'inherit'
   */
  stdio?: WorkerOutput;
  /**
   * Milliseconds that the `teardown` of the module is given when a thread is closed, recycled or
   * idle; then its worker is terminated. @default 1000
   */
  teardownTimeout?: number;
  /** Node options of the workers. @default those of the process, none with `--input-type` */
  execArgv?: readonly string[];
  /**
   * V8 limits of each worker. Buffers are not counted; and some versions of Node.js abort the
   * whole process where a limit is hit, so this is a last resort and no safety net.
   */
  resourceLimits?: ResourceLimits;
  /** Whether a worker closes the file descriptors of `fs.open()` that it leaves open. @default true */
  trackUnmanagedFds?: boolean;
  /**
   * Called when a thread of this pool is created, can run tasks, and has ended. What it throws is an
   * uncaught exception, and harms no task.
   */
  onThread?: (event: PoolThreadEvent) => void;
}

export type ResidueAction = 'off' | 'warn' | 'recycle' | 'throw';

export interface ResidueOptions {
  action: ResidueAction;
  /**
   * Milliseconds that sockets and files which are being closed when a task ends are given. A task
   * that leaves nothing does not wait. @default 20
   */
  settle?: number;
  /**
   * Bytes that a run may keep. Runs are measured by two full collections of the worker's heap,
   * for which one twentieth of the time may be spent; `Infinity` measures none. @default 4096
   */
  memory?: number;
  /** Types of resources that tasks may leave, as 'TCPWRAP' for connections that are kept open. */
  ignore?: readonly string[];
}

/** The options with every default filled in. */
export interface Settings {
  readonly module: string;
  readonly minThreads: number;
  readonly maxThreads: number;
  readonly maxQueue: number;
  readonly timeout: number;
  /** Of tasks whose caller says nothing else. */
  readonly priority: 0;
  readonly group: undefined;
  readonly retry: Retry | undefined;
  readonly ageing: number;
  readonly loadTimeout: number;
  readonly idleTimeout: number;
  readonly concurrency: number;
  readonly moveResults: boolean;
  readonly abortGrace: number;
  readonly recycle: Readonly<Record<'tasks' | 'age' | 'memory', number>> | undefined;
  readonly residue: ResidueSettings | undefined;
  readonly name: string;
  readonly limited: boolean;
  /** Workers kept ready where each runs one task; undefined where workers are used again. */
  readonly spares: number | undefined;
  readonly onThread: ((event: PoolThreadEvent) => void) | undefined;
  readonly stdio: WorkerOutput;
  readonly teardownTimeout: number;
  readonly worker: WorkerOptions;
}
