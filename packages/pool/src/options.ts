import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import type { ResourceLimits, WorkerOptions } from 'node:worker_threads';
import { InvalidArgumentError } from './errors.ts';
import type { WorkerOutput } from './threads/worker-output.ts';
import type { ResidueSettings } from './protocol/messages.ts';
import type { Retry } from './tasks/task.ts';
import type { PoolThreadEvent } from './threads/pool-thread.ts';

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

export function readOptions(module: URL | string, options: PoolOptions = {}): Settings {
  if (typeof options !== 'object' || options === null) throw wrong('options', 'an object', options);
  const maxThreads = inRange('maxThreads', options.maxThreads ?? availableParallelism(), 1, 1024);
  const {
    name = 'pool',
    moveResults = true,
    workerData,
    env,
    argv,
    execArgv,
    resourceLimits,
    trackUnmanagedFds = true,
    onThread,
  } = options;
  if (typeof name !== 'string') throw wrong('name', 'a string', name);
  if (onThread !== undefined && typeof onThread !== 'function') {
    throw wrong('onThread', 'a function', onThread);
  }
  return {
    module: moduleHref(module),
    maxThreads,
    minThreads: inRange('minThreads', options.minThreads ?? 0, 0, maxThreads),
    maxQueue: bound('maxQueue', options.maxQueue ?? 10_000, 1),
    timeout: readTimeout('timeout', options.timeout),
    priority: 0,
    retry: readRetry(options.retry ?? 0),
    ageing: readTimeout('ageing', options.ageing ?? 100),
    loadTimeout: readTimeout('loadTimeout', options.loadTimeout ?? 30_000),
    idleTimeout: bound('idleTimeout', options.idleTimeout ?? 10_000, 0),
    concurrency: inRange('concurrency', options.concurrency ?? 1, 1, 256),
    moveResults: boolean('moveResults', moveResults),
    abortGrace: readTimeout('abortGrace', options.abortGrace ?? 500),
    recycle: readRecycle(options.recycle),
    stdio: readStdio(options.stdio),
    teardownTimeout: readTimeout('teardownTimeout', options.teardownTimeout ?? 1000),
    residue: readResidue(options.residue ?? 'off'),
    name,
    limited: resourceLimits !== undefined,
    spares: readSpares(options),
    onThread,
    worker: {
      name,
      workerData,
      trackUnmanagedFds: boolean('trackUnmanagedFds', trackUnmanagedFds),
      ...(env === undefined ? {} : { env }),
      ...(argv === undefined ? {} : { argv: strings('argv', argv) }),
      ...workerFlags(execArgv),
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    },
  };
}

function readSpares({ isolate = false, concurrency = 1 }: PoolOptions): number | undefined {
  if (isolate === false) return undefined;
  if (concurrency !== 1) throw wrong('concurrency', '1 where tasks are isolated', concurrency);
  if (isolate === true) return 1;
  if (typeof isolate !== 'object' || isolate === null) {
    throw wrong('isolate', 'true, false or { spares }', isolate);
  }
  return inRange('isolate.spares', isolate.spares, 0, 1024);
}

function readRecycle(recycle: PoolOptions['recycle']): Settings['recycle'] {
  if (recycle === undefined) return undefined;
  if (typeof recycle !== 'object' || recycle === null) {
    throw wrong('recycle', '{ tasks?, age?, memory? }', recycle);
  }
  return {
    tasks: bound('recycle.tasks', recycle.tasks ?? Infinity, 1),
    age: bound('recycle.age', recycle.age ?? Infinity, 1),
    memory: bound('recycle.memory', recycle.memory ?? Infinity, 1),
  };
}

function readStdio(stdio: WorkerOutput = 'inherit'): WorkerOutput {
  if (stdio === 'inherit' || stdio === 'ignore' || typeof stdio === 'function') return stdio;
  throw wrong('stdio', "'inherit', 'ignore' or a function", stdio);
}

function readResidue(residue: NonNullable<PoolOptions['residue']>): Settings['residue'] {
  const asked = typeof residue === 'string' ? { action: residue } : residue;
  const action = asked?.action;
  if (!['off', 'warn', 'recycle', 'throw'].includes(action)) {
    throw wrong('residue', "'off', 'warn', 'recycle', 'throw' or { action, … }", residue);
  }
  const settings = {
    settle: readTimeout('residue.settle', asked.settle ?? 20),
    memory: bound('residue.memory', asked.memory ?? 4096, 0),
    ignore: strings('residue.ignore', asked.ignore ?? []),
  };
  return action === 'off' ? undefined : { action, ...settings };
}

/**
 * A worker inherits the flags of the process, and `--input-type`, which a script on the command
 * line may need, would make the worker's program an ES module, which it is not.
 */
function workerFlags(execArgv: readonly string[] | undefined): WorkerOptions {
  if (execArgv !== undefined) {
    const flags = strings('execArgv', execArgv);
    return { execArgv: flags.filter((flag) => !flag.startsWith('--input-type')) };
  }
  const hurts = process.execArgv.some((flag) => flag.startsWith('--input-type'));
  return hurts ? { execArgv: [] } : {};
}

/** Milliseconds; 0, `undefined` and `Infinity` mean no limit. */
export function readRetry(retry: number | Retry): Retry | undefined {
  const { times, when } = typeof retry === 'object' && retry !== null ? retry : { times: retry };
  if (when !== undefined && typeof when !== 'function')
    throw wrong('retry.when', 'a function', when);
  if (inRange('retry', times, 0, 1000) === 0) return undefined;
  return { times, when };
}

export function readTimeout(name: string, value: number | undefined): number {
  if (value === undefined || value === Infinity) return 0;
  // The largest delay that a timer of Node.js takes; beyond it the timer fires at once.
  if (typeof value === 'number' && value >= 0 && value <= 2 ** 31 - 1) return value;
  throw wrong(name, 'milliseconds from 0 to 2147483647', value);
}

function moduleHref(module: URL | string): string {
  if (typeof module === 'string' && isAbsolute(module)) return pathToFileURL(module).href;
  if (module instanceof URL || (typeof module === 'string' && URL.canParse(module))) {
    const url = new URL(module);
    if (url.protocol === 'file:' || url.protocol === 'data:') return url.href;
  }
  throw wrong(
    'module',
    "a file: URL, as new URL('./tasks.js', import.meta.url), or an absolute path",
    module,
  );
}

export function inRange(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(name, `a whole number from ${least} to ${most}`, value);
}

function bound(name: string, value: number, least: number): number {
  if (value === Infinity || (Number.isFinite(value) && value >= least)) return value;
  throw wrong(name, `a number of at least ${least}, or Infinity`, value);
}

function boolean(name: string, value: boolean): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'true or false', value);
}

function strings(name: string, value: readonly string[]): string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return [...value];
  throw wrong(name, 'an array of strings', value);
}

export function wrong(name: string, expected: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    `'${name}' must be ${expected}; it is ${inspect(value, { depth: 0 })}`,
  );
}
