import type { TaskContext } from '../systems/task-context.ts';

/** A request to a worker and whom to tell of its answer. */
export class PendingTask<Answer> {
  readonly context: TaskContext;
  readonly settle: (answer: Answer) => void;

  constructor(context: TaskContext, settle: (answer: Answer) => void) {
    this.context = context;
    this.settle = settle;
  }
}
