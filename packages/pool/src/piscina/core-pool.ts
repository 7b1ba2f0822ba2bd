import { createPool, type Pool, type PoolOptions, type PoolThreadEvent } from '@watertight/pool';
import type { Transferable } from 'node:worker_threads';
import type { HandlerSetup } from './handler.ts';
import { handlerSource } from './handler-source.ts';
import type { Times } from './histograms.ts';
import type { FilledOptions } from './options.ts';
import type { WorkerView } from './worker-view.ts';

/** One call of `run()`, checked. */
export interface Job {
  readonly task: unknown;
  readonly transfer: readonly Transferable[] | undefined;
  readonly signal: AbortSignal | undefined;
  /** The function, where it is not the one that the pool was made for. */
  readonly other: { readonly filename: string; readonly name: string } | undefined;
}

/** Runs jobs on threads: in one pool of the core, or in one for each thread. */
export interface Crew {
  readonly pools: readonly Pool[];
  /** How long jobs ran and waited, unless timing is off. */
  readonly runTimes: Times | undefined;
  readonly waitTimes: Times | undefined;
  /** Jobs that wait for a thread. */
  readonly waiting: number;
  readonly idleThreads: number;
  /** Why no job can be taken now. */
  refusal(pending: number, isAbortable: boolean): Error | undefined;
  run(job: Job): Promise<unknown>;
  /** Finishes what it has; with `force` only what a thread is free for. */
  close(force: boolean): Promise<void>;
  destroy(): Promise<void>;
}

/** What a crew tells of its threads. */
export type OnThread = (event: PoolThreadEvent, view: WorkerView) => void;

/** A pool of the core whose tasks are the user's functions. */
export function createCore(
  options: FilledOptions,
  threads: Pick<PoolOptions, 'minThreads' | 'maxThreads' | 'idleTimeout'>,
  onThread: (event: PoolThreadEvent) => void,
): Pool {
  const { filename, name, niceIncrement, workerData, env, argv, execArgv } = options;
  const setup: HandlerSetup = { filename, name, niceIncrement };
  const source = Buffer.from(handlerSource).toString('base64');
  const hash = encodeURIComponent(JSON.stringify(setup));
  const core: PoolOptions = {
    name: 'piscina',
    ...threads,
    maxQueue: Infinity,
    concurrency: Math.min(Math.floor(options.concurrentTasksPerWorker), 256),
    // A program for piscina may go on using what it returned.
    moveResults: false,
    workerData,
    ...(env === undefined ? {} : { env }),
    ...(argv === undefined ? {} : { argv: argv.map(String) }),
    ...(execArgv === undefined ? {} : { execArgv }),
    ...(options.resourceLimits === undefined ? {} : { resourceLimits: options.resourceLimits }),
    trackUnmanagedFds: options.trackUnmanagedFds,
    onThread,
  };
  const own = Object.assign(Object.create(null), core) as PoolOptions;
  return createPool(`data:text/javascript;base64,${source}#${hash}`, own);
}

export function runIn(pool: Pool, { task, transfer, signal, other }: Job): Promise<unknown> {
  if (!transfer && !signal && !other) return pool.run('run', [task]);
  const args = other ? [task, other.filename, other.name] : [task];
  return pool.run(other ? 'runOther' : 'run', args, { transfer, signal });
}
