import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import { createPool, type Pool } from '@watertight/pool';
import type { Corpus } from '../load/corpus.ts';
import type { Job } from '../load/jobs.ts';
import type { RecentFigures, System, SystemFigures } from '../systems/system.ts';
import { TaskLedger } from '../systems/task-ledger.ts';
import { Journal } from './journal.ts';
import { Quarantine } from './quarantine.ts';
import { TaskContext } from '../systems/task-context.ts';

type Tasks = typeof import('./tasks/index.ts');

/**
 * The service of the story: takes documents, processes them on the pool, records every result in
 * the journal, and inspects suspicious documents in quarantine. Leaky and fixed are this same code.
 */
export class DocumentService implements System {
  readonly #corpus: Corpus;
  readonly #registry: Registry = createRegistry({ name: 'document service' });
  readonly #ledger = new TaskLedger();
  readonly #pool: Pool<Tasks>;
  readonly #journal: Journal;
  readonly #quarantine: Quarantine;
  readonly counters: System['counters'] = { listeners: () => this.#journal.listeners };

  constructor(corpus: Corpus, threads: number) {
    this.#corpus = corpus;
    this.#pool = this.#registry.use(
      createPool<Tasks>(new URL('./tasks.js', import.meta.url), {
        name: 'documents',
        minThreads: threads,
        maxThreads: threads,
        maxQueue: 10_000,
      }),
    );
    this.#journal = new Journal(this.#registry);
    this.#quarantine = new Quarantine(this.#registry);
  }

  /** Accepts a task; it is under way until the journal has it. */
  submit(job: Job, dueAt: number): void {
    const context = new TaskContext(job, this.#corpus.inputOf(job), dueAt);
    this.#ledger.enter(this.#process(context), dueAt);
  }

  async idle(): Promise<void> {
    await this.#ledger.settled();
    await this.#pool.idle();
  }

  get done(): number {
    return this.#ledger.done;
  }

  get failures(): number {
    return this.#quarantine.failures;
  }

  figures(): SystemFigures {
    return {
      done: this.#ledger.done,
      failures: this.#quarantine.failures,
      waiting: this.#ledger.waiting,
      listeners: this.#journal.listeners,
      ...this.#ledger.latency,
    };
  }

  recent(): RecentFigures {
    return this.#ledger.recent();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#registry.dispose();
  }

  async #process(context: TaskContext): Promise<void> {
    const { job, input } = context;
    const { bytes, faults } = await this.#pool.run(job.kind, [job.id, input]);
    if (faults > 0) await this.#quarantine.inspect(input);
    await this.#journal.record(context, bytes);
  }
}
