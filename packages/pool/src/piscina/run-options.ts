import type { Transferable } from 'node:worker_threads';
import type { AbortSignalAny } from './signals.ts';

export interface RunOptions {
  /** What is moved to the worker instead of copied. */
  transferList?: readonly Transferable[];
  /** Another module than the pool's. */
  filename?: string | null;
  /** Aborts the task: an `AbortSignal`, or anything that fires `abort`. */
  signal?: AbortSignalAny | null;
  /** Another export than the pool's. */
  name?: string | null;
}

/** What is wrong with the options of `run()`, worded as in piscina. */
export function wrongRunOption(options: RunOptions): TypeError | undefined {
  if (typeof options !== 'object' || options === null) {
    return new TypeError('options must be an object');
  }
  const { transferList, filename, name, signal } = options;
  if (transferList !== undefined && !Array.isArray(transferList)) {
    return new TypeError('transferList argument must be an Array');
  }
  if (!isStringOrNone(filename)) return new TypeError('filename argument must be a string');
  if (!isStringOrNone(name)) return new TypeError('name argument must be a string');
  if (signal !== undefined && typeof signal !== 'object') {
    return new TypeError('signal argument must be an object');
  }
  return undefined;
}

function isStringOrNone(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}
