import type { Job } from '../load/jobs.ts';

/** What the service knows of a task while it is under way: a request context, as services have. */
export class TaskContext {
  readonly job: Job;
  readonly input: Uint8Array;
  /** Milliseconds on the clock of `performance.now()`: when the schedule wanted it. */
  readonly dueAt: number;

  constructor(job: Job, input: Uint8Array | string, dueAt: number) {
    this.job = job;
    // Its own copy, as a request body would be.
    this.input = typeof input === 'string' ? new TextEncoder().encode(input) : input.slice();
    this.dueAt = dueAt;
  }
}
