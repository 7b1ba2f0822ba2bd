import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, threadId, type Worker } from 'node:worker_threads';
import { captureIsolates } from '../capture/capture-isolates.ts';
import { trackedWorkers } from '../capture/track-workers.ts';
import {
  compareIsolates,
  type IsolateFile,
  type IsolatesComparison,
} from '../compare/compare-isolates.ts';
import type { LeakTask, ReadLeakCheckOptions } from './check-options.ts';
import { scriptMaps } from './script-maps.ts';

// Taken now: a test may put fake timers in their place.
const { setImmediate: realImmediate } = globalThis;
/** Turns of the event loop in which what was just ended (sockets, ports, files) closes. */
const TURNS = 10;
const OWN = isMainThread ? 'main' : `worker-${threadId}`;

/** What one round showed. */
export interface Round {
  comparison: IsolatesComparison;
  /** Why what did not show may be there all the same; empty when everything was seen. */
  unseen: string[];
}

/** Runs the task round by round, with a snapshot of all isolates between the rounds. */
export class Rounds implements AsyncDisposable {
  readonly #task: LeakTask;
  readonly #options: ReadLeakCheckOptions;
  readonly #directory: string;
  #sourceMaps: ReadonlyMap<number, string> = new Map();
  #calls = 0;
  #workers: readonly Worker[] = [];
  readonly #captures: IsolateFile[][] = [];
  /** By capture: why an isolate is missing, and how many workers have started since the first. */
  readonly #failed: string[][] = [];
  readonly #born: number[] = [];

  private constructor(task: LeakTask, options: ReadLeakCheckOptions, directory: string) {
    this.#task = task;
    this.#options = options;
    this.#directory = directory;
  }

  /**
   * Runs all rounds and takes all snapshots. Nothing is compared in between: a comparison leaves more
   * behind in this heap than most leaks.
   */
  static async run(task: LeakTask, options: ReadLeakCheckOptions): Promise<Rounds> {
    const directory = await mkdtemp(join(tmpdir(), 'leak-check-'));
    const rounds = new Rounds(task, options, directory);
    try {
      await rounds.#run(options.warmup);
      // Before the first snapshot: a debugger changes where V8 says that a class is.
      rounds.#sourceMaps = await scriptMaps();
      rounds.#workers = workersOf(options.threads);
      await rounds.#capture();
      for (let round = 0; round < options.rounds; round++) {
        await rounds.#run(options.tasks);
        await rounds.#capture();
      }
    } catch (error) {
      await rounds[Symbol.asyncDispose]();
      throw error;
    }
    return rounds;
  }

  /** What happened between two snapshots that follow each other. @param round - from 0 on */
  async compare(round: number): Promise<Round> {
    const sourceMaps = this.#sourceMaps;
    const after = this.#captures[round + 1]!;
    const comparison = await compareIsolates(
      this.#captures[round]!,
      after.map((file) => (file.isolate === 'main' ? Object.assign({ sourceMaps }, file) : file)),
      { tasks: this.#options.tasks },
    );
    return { comparison, unseen: this.#unseen(round + 1, comparison) };
  }

  async #run(calls: number): Promise<void> {
    for (let call = 0; call < calls; call++) await this.#task(this.#calls++);
  }

  async #capture(): Promise<void> {
    await this.#options.settle?.();
    for (let turn = 0; turn < TURNS; turn++) {
      await new Promise<void>((resolve) => realImmediate(() => resolve()));
    }
    const { force, timeout } = this.#options;
    const captured = await captureIsolates({
      directory: this.#directory,
      prefix: `${this.#captures.length}-`,
      // One that ended has no heap any more; one that started meanwhile has nothing to compare with.
      workers: this.#workers.filter((worker) => worker.threadId > 0),
      ...(force === undefined ? {} : { force }),
      ...(timeout === undefined ? {} : { timeout }),
    });
    this.#failed.push(
      captured
        .filter(({ error }) => error)
        .map(({ isolate, error }) => `${isolate} gave no snapshot: ${error!.message}`),
    );
    const running = this.#options.threads === 'all' ? workersOf('all') : [];
    this.#born.push(running.filter((worker) => !this.#workers.includes(worker)).length);
    // A test may itself run on a worker thread: from its point of view it is the main one.
    this.#captures.push(
      captured.map((one) => (one.isolate === OWN ? Object.assign(one, { isolate: 'main' }) : one)),
    );
  }

  #unseen(capture: number, { gone }: IsolatesComparison): string[] {
    const failed = this.#failed[capture]!;
    const ended = gone.map(({ isolate }) => `${isolate} ended meanwhile`);
    const reasons = failed.length > 0 ? failed : ended;
    const born = this.#born[capture]!;
    if (born === 0) return reasons;
    return [...reasons, `${born} workers started meanwhile; what they hold was not compared`];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function workersOf(threads: ReadLeakCheckOptions['threads']): readonly Worker[] {
  if (threads === 'main') return [];
  return threads === 'all' ? trackedWorkers() : threads;
}
