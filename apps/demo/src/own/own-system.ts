import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import { createPool, type Pool } from '@watertight/pool';
import type { Job } from '../load/jobs.ts';
import type { System, SystemFigures } from '../systems/system.ts';
import { TaskLedger } from '../systems/task-ledger.ts';
import type { OwnTask } from './own-task.ts';
import { readInputs } from './read-inputs.ts';

/** Kinds of failures that are told apart; a message that names its task would make one for each. */
const mostFaults = 5;

/** The visitor's worker module on a pool. */
export class OwnSystem implements System {
  readonly #registry: Registry = createRegistry({ name: 'own code' });
  readonly ledger: TaskLedger;
  readonly #pool: Pool;
  readonly #task: string;
  readonly #timeout: number;
  readonly #inputs: readonly unknown[];
  readonly #faults: Record<string, number> = {};
  #failures = 0;
  readonly counters: System['counters'] = {};

  /** @param queue how many tasks may be under way; more are turned away */
  constructor({ module, task, input, timeout, threads }: OwnTask, queue?: number) {
    this.#task = task;
    this.#timeout = timeout;
    this.ledger = new TaskLedger(queue);
    this.#inputs = readInputs(input);
    this.#pool = this.#registry.use(
      createPool(new URL(module), {
        name: 'own',
        minThreads: threads,
        maxThreads: threads,
        maxQueue: this.ledger.limit,
      }),
    );
  }

  submit(job: Job, dueAt: number, settled: () => void = () => {}): void {
    if (this.ledger.turnsAway()) return void setImmediate(settled);
    this.ledger.enter(this.#run(job.id), dueAt, settled);
  }

  async idle(): Promise<void> {
    await this.ledger.settled();
    await this.#pool.idle();
  }

  get done(): number {
    return this.ledger.done;
  }

  get failures(): number {
    return this.#failures;
  }

  figures(): SystemFigures {
    return {
      ...this.ledger.figures,
      done: this.ledger.done,
      failures: this.#failures,
      listeners: 0,
      faults: this.#faults,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#registry.dispose();
  }

  /** A task that fails is the visitor's business: it is counted, and the run goes on. */
  async #run(id: number): Promise<void> {
    const { length } = this.#inputs;
    const args = length > 0 ? [this.#inputs[id % length]] : [];
    try {
      await this.#pool.run(this.#task, args, { timeout: this.#timeout });
    } catch (error) {
      this.#failures++;
      this.#note(error instanceof Error ? error.message : String(error));
    }
  }

  #note(message: string): void {
    const known = Object.hasOwn(this.#faults, message);
    const more = Object.keys(this.#faults).length < mostFaults;
    const name = known || more ? message : 'other failures';
    this.#faults[name] = (this.#faults[name] ?? 0) + 1;
  }
}
