import { createHistogram } from 'node:perf_hooks';
import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import { createPool, type Pool } from '@watertight/pool';
import type { Corpus } from '../load/corpus.ts';
import type { Job } from '../load/jobs.ts';
import { Journal } from './journal.ts';
import type { Mode } from './mode.ts';
import { Quarantine } from './quarantine.ts';
import { TaskContext } from './task-context.ts';

type Tasks = typeof import('./tasks/index.ts');

/** Figures of the service at a moment; times in milliseconds. */
export interface ServiceFigures {
  readonly done: number;
  readonly failures: number;
  readonly waiting: number;
  readonly poolThreads: number;
  readonly listeners: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * The system under test: takes documents, processes them on the pool, records every result in the
 * journal, and inspects suspicious documents in quarantine. Leaky and fixed are this same code.
 */
export class Service implements AsyncDisposable {
  readonly #mode: Mode;
  readonly #corpus: Corpus;
  readonly #registry: Registry;
  readonly #pool: Pool<Tasks>;
  readonly #journal: Journal;
  readonly #quarantine: Quarantine;
  readonly #latency = createHistogram();
  /** Accepted and not yet finished: what `idle` waits for. */
  readonly #underWay = new Set<Promise<void>>();
  #done = 0;

  constructor(mode: Mode, corpus: Corpus, threads: number) {
    this.#mode = mode;
    this.#corpus = corpus;
    this.#registry = createRegistry({ name: `${mode} service` });
    this.#pool = this.#registry.use(
      createPool<Tasks>(new URL('./tasks.js', import.meta.url), {
        name: 'documents',
        minThreads: threads,
        maxThreads: threads,
        maxQueue: 10_000,
      }),
    );
    this.#journal = new Journal(this.#mode, this.#registry);
    this.#quarantine = new Quarantine(this.#mode, this.#registry);
  }

  /** Accepts a task; it is under way until the journal has it. */
  submit(job: Job, dueAt: number): void {
    const task = this.#process(new TaskContext(job, this.#corpus.inputOf(job), dueAt));
    this.#underWay.add(task);
    void task.finally(() => this.#underWay.delete(task));
  }

  /** Resolves when nothing is under way. A task that failed in an unplanned way rejects it. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    await this.#pool.idle();
  }

  /** Listeners on the journal's worker, for the probe to watch. */
  get listeners(): number {
    return this.#journal.listeners;
  }

  get done(): number {
    return this.#done;
  }

  get failures(): number {
    return this.#quarantine.failures;
  }

  figures(): ServiceFigures {
    const { threads } = this.#pool.stats();
    return {
      done: this.#done,
      failures: this.#quarantine.failures,
      waiting: this.#underWay.size,
      poolThreads: threads,
      listeners: this.#journal.listeners,
      p50: this.#latency.percentile(50) / 1e6,
      p99: this.#latency.percentile(99) / 1e6,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#registry.dispose();
  }

  async #process(context: TaskContext): Promise<void> {
    const { job, input } = context;
    const { bytes, faults } = await this.#pool.run(job.kind, [job.id, input]);
    if (faults > 0) await this.#quarantine.inspect(input);
    await this.#journal.record(context, bytes);
    this.#done++;
    this.#latency.record(Math.max(1, Math.round((performance.now() - context.dueAt) * 1e6)));
  }
}
