import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import type { Corpus } from '../load/corpus.ts';
import type { Job } from '../load/jobs.ts';
import type { CreateHandler, Handler } from './handler.ts';
import { TaskContext } from '../systems/task-context.ts';
import type { System, SystemFigures } from '../systems/system.ts';
import { TaskLedger } from '../systems/task-ledger.ts';

/** A scenario's handler under load. */
export class ScenarioSystem implements System {
  readonly #corpus: Corpus;
  readonly #registry: Registry = createRegistry({ name: 'scenario' });
  readonly ledger: TaskLedger;
  readonly #handler: Handler;
  #failures = 0;

  /** @param queue how many tasks may be under way; more are turned away */
  constructor(createHandler: CreateHandler, corpus: Corpus, queue?: number) {
    this.#corpus = corpus;
    this.ledger = new TaskLedger(queue);
    const lose = (): void => {
      this.#failures++;
      this.ledger.lose();
    };
    this.#handler = createHandler({ registry: this.#registry, lose });
  }

  get counters(): System['counters'] {
    return this.#handler.counters ?? {};
  }

  /** A task that was lost is over, too: its worker will never answer. */
  get done(): number {
    return this.ledger.done + this.ledger.lost;
  }

  get failures(): number {
    return this.#failures;
  }

  submit(job: Job, dueAt: number, settled: () => void = () => {}): void {
    if (this.ledger.turnsAway()) return void setImmediate(settled);
    const context = new TaskContext(job, this.#corpus.inputOf(job), dueAt);
    this.ledger.enter(this.#process(context), dueAt, settled);
  }

  async idle(): Promise<void> {
    await this.ledger.settled();
    await this.#handler.quiet?.();
  }

  figures(): SystemFigures {
    const { lost, figures } = this.ledger;
    return {
      ...figures,
      done: this.done,
      failures: this.#failures,
      listeners: this.counters['listeners']?.() ?? 0,
      waiting: figures.waiting - lost,
      lost,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#registry.dispose();
  }

  async #process(context: TaskContext): Promise<void> {
    if (!(await this.#handler.process(context))) this.#failures++;
  }
}
