import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import { createPool, type Pool } from '@watertight/pool';
import type { Corpus } from '../load/corpus.ts';
import type { Job } from '../load/jobs.ts';
import { OverloadedError } from '../systems/overloaded-error.ts';
import type { System, SystemFigures } from '../systems/system.ts';
import { TaskLedger } from '../systems/task-ledger.ts';
import { Journal } from './journal.ts';
import { Quarantine } from './quarantine.ts';
import { TaskContext } from '../systems/task-context.ts';

type Tasks = typeof import('./tasks/index.ts');
type Output = import('./tasks/index.ts').Output;

/** What became of a task: its result, and whether its document was sound. */
export interface Handled {
  readonly bytes: Uint8Array;
  readonly sound: boolean;
}

/**
 * The service of the story: takes documents, processes them on the pool, records every result in
 * the journal, and inspects suspicious documents in quarantine. Leaky and fixed are this same code.
 */
export class DocumentService implements System {
  readonly #corpus: Corpus;
  readonly #registry: Registry = createRegistry({ name: 'document service' });
  readonly ledger: TaskLedger;
  readonly #pool: Pool<Tasks>;
  readonly #journal: Journal;
  readonly #quarantine: Quarantine;
  readonly counters: System['counters'] = { listeners: () => this.#journal.listeners };

  /** @param queue how many tasks may be under way; more are turned away */
  constructor(corpus: Corpus, threads: number, queue?: number) {
    this.#corpus = corpus;
    this.ledger = new TaskLedger(queue);
    this.#pool = this.#registry.use(
      createPool<Tasks>(new URL('./tasks.js', import.meta.url), {
        name: 'documents',
        minThreads: threads,
        maxThreads: threads,
        maxQueue: this.ledger.limit,
        // Small tasks leave little alive. V8 would give each thread 48 MB for what is young, which under
        // load was a third of the memory of the whole process.
        resourceLimits: { maxYoungGenerationSizeMb: 6 },
      }),
    );
    this.#journal = new Journal(this.#registry);
    this.#quarantine = new Quarantine(this.#registry);
  }

  submit(job: Job, dueAt: number, settled: () => void = () => {}): void {
    if (this.ledger.turnsAway()) return void setImmediate(settled);
    const context = new TaskContext(job, this.#corpus.inputOf(job), dueAt);
    this.ledger.enter(this.#process(context), dueAt, settled);
  }

  /** Accepts a task; resolves once the journal has it. Rejects when too many wait. */
  async handle(context: TaskContext): Promise<Handled> {
    if (this.ledger.turnsAway()) throw new OverloadedError(this.ledger.limit);
    const work = this.#process(context);
    this.ledger.enter(work, context.dueAt);
    return work;
  }

  /** For a source of tasks that runs them itself, and then calls `finish`: see `distributed/`. */
  get pool(): Pool<Tasks> {
    return this.#pool;
  }

  /** What follows the computation: the inspection of what is suspicious, and the record. */
  async finish(context: TaskContext, { bytes, faults }: Output): Promise<Handled> {
    const sound = faults === 0 || (await this.#quarantine.inspect(context.input));
    await this.#journal.record(context, bytes);
    return { bytes, sound };
  }

  async idle(): Promise<void> {
    await this.ledger.settled();
    await this.#pool.idle();
  }

  get done(): number {
    return this.ledger.done;
  }

  get failures(): number {
    return this.#quarantine.failures;
  }

  figures(): SystemFigures {
    return {
      done: this.ledger.done,
      failures: this.#quarantine.failures,
      listeners: this.#journal.listeners,
      ...this.ledger.figures,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#registry.dispose();
  }

  async #process(context: TaskContext): Promise<Handled> {
    const { job, input } = context;
    return this.finish(context, await this.#pool.run(job.kind, [job.id, input]));
  }
}
