import { hasBegun, markStoppable } from '../protocol/claims.ts';
import { decodeError, encodeError } from '../protocol/error-codec.ts';
import {
  PROGRESS,
  type EncodedError,
  type Failure,
  type ResidueSettings,
} from '../protocol/messages.ts';
import { describeResidue, type ResidueReport } from '../protocol/residue-report.ts';
import type { ResidueWatch } from './residue/residue-watch.ts';
import type { TaskRecord } from './residue/task-record.ts';
import type { ScopeRegistry, TaskScope } from './scope-registry.ts';
import { StreamOut, UnsendableValue, type StreamHost } from './stream-out.ts';

/** Looks for what tasks leave behind. */
interface ResidueHost {
  readonly watch: ResidueWatch;
  readonly settings: ResidueSettings;
  /** Tells the pool what a task left behind; before the task's answer. */
  report(report: ResidueReport): void;
}

/** What a run needs of its worker. */
export interface TaskRunHost extends StreamHost {
  readonly words: Int32Array;
  readonly residue?: ResidueHost | undefined;
}

/** One run of a task that is more than a call: it has a scope, or what it leaves is looked for. */
export class TaskRun {
  readonly #host: TaskRunHost;
  readonly #scopes: ScopeRegistry | undefined;
  readonly #scope: TaskScope | undefined;
  readonly #errors: unknown[] = [];
  readonly #name: string;
  readonly #stream: StreamOut | undefined;
  #record: TaskRecord | undefined;
  #result: unknown;
  /** It has returned, and there is nothing to wait for. */
  isOver = false;
  /** What it gave; held here alone, so that it can be out of the heap while that is measured. */
  value: unknown;

  /** `credit` is how many values of a stream may be sent; undefined when it is none. */
  constructor(
    host: TaskRunHost,
    scopes: ScopeRegistry | undefined,
    name: string,
    id: number,
    flags: number,
    credit: number | undefined,
  ) {
    this.#host = host;
    this.#scopes = scopes;
    this.#name = name;
    const { words } = host;
    const tell = (value: unknown): void => host.post({ type: 'progress', id, value });
    this.#scope = scopes?.open(
      name,
      () => markStoppable(words, id),
      () => !hasBegun(words, id),
      flags & PROGRESS ? tell : undefined,
    );
    if (credit === undefined) return;
    this.#stream = new StreamOut(host, id, credit);
    // At each `yield` it can be left, and then runs what it has in `finally`.
    markStoppable(words, id);
  }

  /** Calls the function. */
  begin(call: () => unknown): void {
    try {
      this.#result = this.#inScope(call);
    } catch (error) {
      this.#errors.push(error);
      return;
    }
    if (this.#scope?.used || this.#record || this.#stream || isThenable(this.#result)) return;
    this.value = this.#result;
    this.isOver = true;
  }

  /** The same, and notes what the function makes. */
  beginWatched(args: { value: unknown }, alone: boolean, call: () => unknown): void {
    this.#record = this.#host.residue!.watch.open(this.#name, args, alone);
    this.begin(call);
  }

  /** The consumer of its stream has taken so many values. */
  grant(count: number): void {
    this.#stream?.grant(count);
  }

  /** Waits for the task, then for its clean-up. Returns the failure, if it failed. */
  async conclude(): Promise<Failure | undefined> {
    if (this.#errors.length === 0) await this.#settle();
    const failed = this.#errors.length > 0;
    if (this.#scope) this.#errors.push(...(await this.#inScope(() => this.#scope!.close())));
    const residue = await this.#look();
    const { length } = this.#errors;
    if (length === 0) return residue;
    if (failed && length === 1) {
      const [error] = this.#errors;
      if (error instanceof UnsendableValue) {
        return { kind: 'not-cloneable', error: encodeError(error.cause) };
      }
      return { kind: 'threw', error: encodeError(this.#errors[0]) };
    }
    const message = failed ? 'The task and its clean-up threw' : 'The clean-up of the task threw';
    return { kind: 'clean-up', error: encodeError(new AggregateError(this.#errors, message)) };
  }

  /** Asks it to end; what it deferred is run before the worker may be terminated. */
  stop(reason: EncodedError, graceMs: number): void {
    this.#inScope(() => this.#stream?.leave());
    const scope = this.#scope;
    if (!scope) return;
    // In the scope of the task, so that listeners and clean-ups find `task` as the task did.
    this.#inScope(() => scope.stop(decodeError(reason)));
    setTimeout(() => void this.#inScope(() => scope.close()), graceMs / 2).unref();
  }

  /** In a function of its own: nothing on the stack of `conclude` may hold what the task gave. */
  async #settle(): Promise<void> {
    const result = this.#result;
    this.#result = undefined;
    try {
      this.value = this.#stream ? await this.#drain(this.#stream, result) : await result;
    } catch (error) {
      this.#errors.push(error);
    }
  }

  /** In its scope: the code of a generator runs when it is asked for values. */
  async #drain(stream: StreamOut, result: unknown): Promise<unknown> {
    const source = await result;
    return this.#inScope(() => stream.send(source));
  }

  /** Looks for what was left behind, and tells of it. */
  async #look(): Promise<Failure | undefined> {
    const { residue } = this.#host;
    if (!residue || !this.#record) return undefined;
    const report = await residue.watch.close(this.#record, this);
    if (!report) return undefined;
    residue.report(report);
    if (residue.settings.action !== 'throw') return undefined;
    const error = encodeError(new Error(describeResidue(report)));
    return { kind: 'residue', error, residue: report };
  }

  #inScope<T>(part: () => T): T {
    const scope = this.#scope;
    const scoped = scope ? () => this.#scopes!.run(scope, part) : part;
    return this.#record ? this.#host.residue!.watch.run(this.#record, scoped) : scoped();
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
