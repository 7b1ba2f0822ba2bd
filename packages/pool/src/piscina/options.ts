import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ResourceLimits, WorkerOptions } from 'node:worker_threads';
import type { PiscinaLoadBalancer } from './load-balancer.ts';
import { FixedQueue, isTaskQueue, type TaskQueue } from './task-queues.ts';

export interface PiscinaOptions {
  /** Absolute path or `file:` URL of the module that runs the tasks. @default null */
  filename?: string | null;
  /** The export that runs a task which names none. @default 'default' */
  name?: string;
  /** Threads that are always there. @default half of `os.availableParallelism()` */
  minThreads?: number;
  /** @default 1.5 times `os.availableParallelism()` */
  maxThreads?: number;
  /** Milliseconds until an idle thread above `minThreads` is ended. @default 0 */
  idleTimeout?: number;
  /** Most tasks that wait for a thread; 'auto' is the square of `maxThreads`. @default Infinity */
  maxQueue?: number | 'auto';
  /** @default 1 */
  concurrentTasksPerWorker?: number;
  /** Checked, and without effect: threads never block their event loop here. @default 'sync' */
  atomics?: 'sync' | 'async' | 'disabled';
  resourceLimits?: ResourceLimits;
  argv?: string[];
  execArgv?: string[];
  env?: WorkerOptions['env'];
  workerData?: unknown;
  taskQueue?: TaskQueue;
  /** Added to the niceness of the threads. @default 0 */
  niceIncrement?: number;
  /** @default true */
  trackUnmanagedFds?: boolean;
  /** Milliseconds that `close()` waits before it destroys. @default 30_000 */
  closeTimeout?: number;
  /** @default true */
  recordTiming?: boolean;
  /** Checked, and without effect: tasks always keep their order here. @default false */
  stricterFIFO?: boolean;
  loadBalancer?: PiscinaLoadBalancer;
  /** @default false */
  workerHistogram?: boolean;
}

type Defaulted = Exclude<
  keyof PiscinaOptions,
  'resourceLimits' | 'argv' | 'execArgv' | 'env' | 'workerData' | 'loadBalancer' | 'maxQueue'
>;

export type FilledOptions = Omit<PiscinaOptions, Defaulted | 'maxQueue'> &
  Required<Pick<PiscinaOptions, Defaulted>> & { maxQueue: number };

const isNumber = (least: number) => (value: unknown) => typeof value === 'number' && value >= least;
const isString = (value: unknown): boolean => typeof value === 'string' || value === null;
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

type Check = readonly [option: keyof PiscinaOptions, expected: string, (value: any) => boolean];

/** The wording is what programs and their tests look for. */
const CHECKS: readonly Check[] = [
  ['filename', 'must be a string or null', isString],
  ['name', 'must be a string or null', isString],
  ['minThreads', 'must be a non-negative integer', isNumber(0)],
  ['maxThreads', 'must be a positive integer', isNumber(1)],
  ['idleTimeout', 'must be a non-negative integer', isNumber(0)],
  ['maxQueue', 'must be a non-negative integer', (value) => value === 'auto' || isNumber(0)(value)],
  ['concurrentTasksPerWorker', 'must be a positive integer', isNumber(1)],
  [
    'atomics',
    'should be a value of sync, sync or disabled.',
    (value) => value === null || ['sync', 'async', 'disabled'].includes(value as string),
  ],
  ['resourceLimits', 'must be an object', (value) => typeof value === 'object' && value !== null],
  ['taskQueue', 'must be a TaskQueue object', isTaskQueue],
  [
    'niceIncrement',
    'must be a non-negative integer on Unix systems',
    (value) => isNumber(process.platform === 'win32' ? -Infinity : 0)(value),
  ],
  ['trackUnmanagedFds', 'must be a boolean value', isBoolean],
  ['closeTimeout', 'must be a non-negative integer', isNumber(0)],
  [
    'loadBalancer',
    'must be a function with at least two args',
    (value) => typeof value === 'function' && value.length >= 1,
  ],
  ['workerHistogram', 'must be a boolean', isBoolean],
  ['stricterFIFO', 'must be a boolean', isBoolean],
];

const defaults = (): Required<Pick<PiscinaOptions, Defaulted | 'maxQueue'>> => ({
  filename: null,
  name: 'default',
  minThreads: Math.max(Math.floor(availableParallelism() / 2), 1),
  maxThreads: availableParallelism() * 1.5,
  idleTimeout: 0,
  maxQueue: Infinity,
  concurrentTasksPerWorker: 1,
  atomics: 'sync',
  taskQueue: new FixedQueue(),
  niceIncrement: 0,
  trackUnmanagedFds: true,
  closeTimeout: 30_000,
  recordTiming: true,
  stricterFIFO: false,
  workerHistogram: false,
});

/** @throws TypeError or RangeError, worded as in piscina */
export function fillOptions(from: PiscinaOptions): FilledOptions {
  // Own properties on no prototype, so that what is not given cannot come from a polluted one.
  const given = Object.assign(Object.create(null), from) as PiscinaOptions;
  for (const [option, expected, isRight] of CHECKS) {
    const value = given[option];
    if (value === undefined || isRight(value)) continue;
    throw new TypeError(`options.${option} ${expected}`);
  }
  const { minThreads, maxThreads } = given;
  if (minThreads !== undefined && maxThreads !== undefined && minThreads > maxThreads) {
    throw new RangeError('options.minThreads and options.maxThreads must not conflict');
  }
  const options = Object.assign(Object.create(null), defaults(), given) as FilledOptions;
  options.filename = given.filename ? toPath(given.filename) : null;
  options.name ??= 'default';
  if (maxThreads !== undefined) options.minThreads = Math.min(options.minThreads, maxThreads);
  if (minThreads !== undefined) options.maxThreads = Math.max(options.maxThreads, minThreads);
  options.maxQueue =
    given.maxQueue === 'auto' ? options.maxThreads ** 2 : (given.maxQueue ?? Infinity);
  return options;
}

export function toPath(filename: string): string {
  return filename.startsWith('file:') ? fileURLToPath(filename) : filename;
}
