import type { Worker } from 'node:worker_threads';
import { readBudget, type Budget } from '../compare/budget.ts';
import { ArgumentError } from '../errors.ts';

/** What is run; the number counts all calls, those to warm up included. */
export type LeakTask = (index: number) => unknown;

export interface LeakCheckOptions {
  /** Calls between two snapshots. A prime tells most; at least 11. @default 101 */
  tasks?: number;
  /** Calls before the first snapshot: past lazy set-up, and caches filled. @default 50 */
  warmup?: number;
  /**
   * Rounds of `tasks`; a class must grow in all of them to be called a leak: a cache that fills up
   * stops. @default 2
   */
  rounds?: number;
  /** Besides the calling thread: every worker made since the import, none, or these. @default 'all' */
  threads?: 'all' | 'main' | readonly Worker[];
  /** Growth that is allowed in one round. */
  budget?: Budget;
  /** Called before each snapshot: wait here for what goes on in the background. */
  settle?: () => unknown;
  /** Take snapshots although memory or disk will hardly do. @default false */
  force?: boolean;
  /** Milliseconds until a worker that does not answer is given up. @default 60_000 */
  timeout?: number;
}

export interface ReadLeakCheckOptions extends LeakCheckOptions {
  tasks: number;
  warmup: number;
  rounds: number;
  threads: 'all' | 'main' | readonly Worker[];
}

/** Under this every class of three objects is a multiple of something. */
const LEAST_TASKS = 11;

export function readCheckOptions(options: LeakCheckOptions): ReadLeakCheckOptions {
  const { tasks = 101, warmup = 50, rounds = 2, threads = 'all' } = options;
  whole('tasks', tasks, LEAST_TASKS);
  whole('warmup', warmup, 0);
  whole('rounds', rounds, 1);
  if (threads !== 'all' && threads !== 'main' && !Array.isArray(threads)) {
    throw new ArgumentError(
      `threads is ${JSON.stringify(threads)}, expected 'all', 'main' or an array of workers`,
    );
  }
  if (options.budget !== undefined) readBudget(options.budget);
  return { ...options, tasks, warmup, rounds, threads };
}

function whole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new ArgumentError(`${name} is ${String(value)}, expected a whole number from ${least} on`);
}
