import { Worker } from 'node:worker_threads';
import type { TaskContext } from '../../systems/task-context.ts';
import type { DigestReply } from '../digest-worker.ts';
import type { CreateHandler, HandlerTools } from '../handler.ts';
import { PendingTask } from '../pending-task.ts';
import { makes } from '../../systems/leaks.ts';

/** One worker, one task at a time. A worker that ends is replaced; and its task? */
class Executor {
  readonly #tools: HandlerTools;
  readonly #pending = new Map<number, PendingTask<boolean>>();
  /** One document at a time: the next waits for the last. */
  #last: Promise<unknown> = Promise.resolve();
  #worker: Worker;

  constructor(tools: HandlerTools) {
    this.#tools = tools;
    this.#worker = this.#start();
  }

  get pending(): number {
    return this.#pending.size;
  }

  run(context: TaskContext): Promise<boolean> {
    return new Promise((settle) => {
      const { job, input } = context;
      this.#last = this.#last.then(async () => {
        this.#pending.set(job.id, new PendingTask(context, settle));
        const worker = this.#worker;
        const over = new Promise<void>((resolve) => {
          const next = (): void => {
            worker.off('message', next).off('exit', next);
            resolve();
          };
          worker.on('message', next).on('exit', next);
        });
        worker.postMessage({ id: job.id, input, malformed: job.malformed });
        await over;
      });
    });
  }

  #start(): Worker {
    const worker = this.#tools.registry.worker(
      new Worker(new URL('./digest-worker.js', import.meta.url)),
    );
    worker.on('message', ({ id }: DigestReply) => this.#settle(id, true));
    worker.on('exit', (code) => {
      // Terminated by its owner, at the end of the service.
      if (code !== 0) return;
      // The newest; those before it were lost while the leak was switched on.
      const id = [...this.#pending.keys()].at(-1);
      this.#worker = this.#start();
      // LEAK, a promise that never settles: exit code 0 was no error, so nobody told the task.
      if (makes('never-settled')) this.#tools.lose();
      else if (id !== undefined) this.#settle(id, false);
    });
    return worker;
  }

  #settle(id: number, ok: boolean): void {
    this.#pending.get(id)?.settle(ok);
    this.#pending.delete(id);
  }
}

export const neverSettled: CreateHandler = (tools) => {
  const executor = new Executor(tools);
  return {
    counters: { pending: () => executor.pending },
    process: (context) => executor.run(context),
  };
};
