import { AsyncResource } from 'node:async_hooks';
import { PROGRESS } from '../protocol/messages.ts';
import { wrong } from '../option-checks.ts';
import type { TaskLink } from './task-link.ts';

/** Hands on what a task tells with `task.progress()`. */
export class ProgressLink implements TaskLink {
  readonly flags: number = PROGRESS;
  readonly buffer: number = 0;
  readonly rests: boolean = false;
  readonly #onProgress: (value: unknown) => void;

  constructor(onProgress: (value: unknown) => void) {
    this.#onProgress = progressCallback(onProgress);
  }

  onValues(): void {}

  onProgress(value: unknown): void {
    this.#onProgress(value);
  }

  onStopped(): void {}
}

/** The callback in the context of its caller. What it throws is uncaught, as with any event. */
export function progressCallback(onProgress: (value: unknown) => void): (value: unknown) => void {
  if (typeof onProgress !== 'function') throw wrong('onProgress', 'a function', onProgress);
  // Not `AsyncResource.bind()`: before Node.js 24 it takes 13 µs of CPU, a hundred times as long.
  const caller = new AsyncResource('WatertightProgress');
  return (value) => {
    try {
      caller.runInAsyncScope(onProgress, undefined, value);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  };
}
