import type { Job } from './core-pool.ts';
import { queueOptionsSymbol } from './symbols.ts';
import type { PiscinaTask } from './task-queues.ts';

let lastId = 0;

/** A task in the user's queue. */
export interface QueuedTask extends PiscinaTask {
  /** What the user gave to `run()`. */
  readonly task: unknown;
  readonly job: Job;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Set while it waits; takes it out of the queue. */
  onAbort: (() => void) | undefined;
}

export function queuedTask(
  job: Job,
  { filename, name }: { filename: string | null; name: string },
  resolve: (value: unknown) => void,
  reject: (error: unknown) => void,
): QueuedTask {
  const { task } = job;
  lastId += 1;
  return {
    taskId: lastId,
    filename: filename!,
    name,
    created: performance.now(),
    isAbortable: job.signal !== undefined,
    [queueOptionsSymbol]: optionsOf(task),
    task,
    job,
    resolve,
    reject,
    onAbort: undefined,
  };
}

function optionsOf(task: unknown): object | null {
  if (typeof task !== 'object' || task === null) return null;
  return (task as { [queueOptionsSymbol]?: object })[queueOptionsSymbol] ?? null;
}
