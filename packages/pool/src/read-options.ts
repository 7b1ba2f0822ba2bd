import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkerOptions } from 'node:worker_threads';
import { boolean, bound, inRange, strings, wrong } from './option-checks.ts';
import type { PoolOptions, Settings } from './options.ts';
import type { Retry } from './tasks/task.ts';
import type { WorkerOutput } from './threads/worker-output.ts';
import { MAX_DELAY } from './timers/max-delay.ts';

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
    group: undefined,
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
  if (typeof value === 'number' && value >= 0 && value <= MAX_DELAY) return value;
  throw wrong(name, `milliseconds from 0 to ${MAX_DELAY}`, value);
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
