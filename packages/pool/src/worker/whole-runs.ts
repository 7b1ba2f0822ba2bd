import { callTask, callWith, takeOut, type TaskFunction } from './call-task.ts';
import { STREAM, type EncodedError, type Failure } from '../protocol/messages.ts';
import { activeScopes } from './scope-registry.ts';
import { TaskRun, type TaskRunHost } from './task-run.ts';

/** The runs that are more than a call: with a scope, streamed, or watched for what they leave. */
export class WholeRuns {
  readonly #host: TaskRunHost;
  /** Those that go on, by task. */
  readonly #runs: Map<number, TaskRun> = new Map();

  constructor(host: TaskRunHost) {
    this.#host = host;
  }

  /** Begins the task whose arguments begin at `from`; `alone` when no other runs. */
  begin(
    found: TaskFunction,
    name: string,
    batch: unknown[],
    from: number,
    alone: boolean,
  ): TaskRun {
    const [id, code, argc] = batch.slice(from - 3, from) as [number, number, number];
    const credit = code & STREAM ? (batch[from + argc - 1] as number) : undefined;
    const given = credit === undefined ? argc : argc - 1;
    const run = new TaskRun(this.#host, activeScopes(), name, id, code, credit);
    if (this.#host.residue) {
      // Its arguments must be in one place only.
      const args = takeOut(batch, from, given);
      run.beginWatched(args, alone, () => callWith(found, args));
    } else {
      run.begin(() => callTask(found, batch, from, given));
    }
    if (!run.isOver) this.#runs.set(id, run);
    return run;
  }

  /** Waits for the task, then for its clean-up. Resolves with the failure, if it failed. */
  async conclude(run: TaskRun, id: number): Promise<Failure | undefined> {
    const failure = await run.conclude();
    this.#runs.delete(id);
    return failure;
  }

  /** Asks it to end; what it deferred is run before the worker may be terminated. */
  stop(id: number, reason: EncodedError, graceMs: number): void {
    this.#runs.get(id)?.stop(reason, graceMs);
  }

  /** The consumer of its stream has taken so many values. */
  grant(id: number, count: number): void {
    this.#runs.get(id)?.grant(count);
  }
}
