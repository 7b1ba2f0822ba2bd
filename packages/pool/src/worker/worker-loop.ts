import { AsyncResource } from 'node:async_hooks';
import { isPromise } from 'node:util/types';
import { callTask, type TaskFunction } from './call-task.ts';
import { claim, writeStart } from '../protocol/claims.ts';
import { Entry } from './entry.ts';
import { encodeError } from '../protocol/error-codec.ts';
import {
  CODE_BITS,
  FLUSH_FIRST,
  STREAM,
  type EncodedError,
  type Failure,
} from '../protocol/messages.ts';
import { Timings } from '../protocol/timings.ts';
import { Vigil } from '../protocol/vigil.ts';
import { Replies, type RepliesHost } from './replies.ts';
import { activeScopes } from './scope-registry.ts';
import { isThenable, type TaskRun, type TaskRunHost } from './task-run.ts';
import { WholeRuns } from './whole-runs.ts';

/** What the loop needs of its surroundings; a real port in a worker, anything in a test. */
export interface WorkerLoopHost extends RepliesHost, Pick<TaskRunHost, 'residue'> {
  /** The function of that name, or a sentence that says which names there are. */
  lookup(name: string): TaskFunction | string;
  /** Tasks that may run at the same time, when they wait for something. */
  readonly concurrency: number;
  /** Milliseconds; the same clock as the pool's. */
  readonly now: () => number;
  /** The next batch, if it is there; null when something else was, and the loop is to go on. */
  readonly look: () => unknown[] | null | undefined;
}

/** Results are not held longer than this while more tasks run, as far as can be foreseen; */
const HOLD_MS = 0.5;
/** and so long when many tasks wait behind: messages then cost more than the wait. Above SLICE_MS,
 * as the end of a slice sends what there is. */
const HOLD_BUSY_MS = 6;
/** So many elements of batches are many tasks: two with one argument. */
const BUSY_ELEMENTS = 8;
/** After so long without a turn of the event loop, give it one: timers and sockets of tasks live. */
const SLICE_MS = 5;

/** Claims tasks in order, runs them, and hands on what they give. */
export class WorkerLoop {
  readonly #host: WorkerLoopHost;
  readonly #whole: WholeRuns;
  readonly #root = new AsyncResource('WatertightWorker');
  readonly #replies: Replies;
  readonly #timings: Timings;
  readonly #vigil = new Vigil();
  readonly #entries: Entry[] = [];
  readonly #batches: unknown[][] = [];
  /** Read position in the first batch. */
  #at = 0;
  /** Elements in all batches. */
  #received = 0;
  #running = 0;
  #pumping = false;
  #flushQueued = false;
  #turnQueued = false;
  #parkQueued = false;
  #resigned = false;
  /** When the event loop is to be given a turn. */
  #sliceEnd = 0;
  readonly #flushLater = (): void => {
    this.#flushQueued = false;
    this.#replies.flush();
  };
  readonly #afterTurn = (): void => {
    this.#turnQueued = false;
    this.#sliceEnd = this.#host.now() + SLICE_MS;
    this.#pump(true);
  };
  readonly #parkLater = (): void => {
    this.#parkQueued = false;
    this.#pump(true);
  };

  constructor(host: WorkerLoopHost) {
    this.#host = host;
    this.#replies = new Replies(host);
    this.#whole = new WholeRuns({
      ...host,
      // A stream that waits for its consumer must not keep the consumer's next task waiting.
      onRest: () => {
        this.#running -= 1;
        // Not in the context of the stream's task.
        this.#root.runInAsyncScope(() => this.#pump(false));
      },
      onGoOn: () => {
        this.#running += 1;
        host.residue?.watch.disturb();
      },
    });
    this.#timings = new Timings(host.words);
  }

  receive(batch: unknown[]): void {
    const clock = this.#host.now();
    this.#sliceEnd = clock + SLICE_MS;
    this.#vigil.onWoken(clock);
    this.#take(batch);
    this.#pump(true);
  }

  /** Begins no further task: what was sent and has not begun runs elsewhere. */
  resign(): void {
    this.#resigned = true;
    this.#replies.flush();
  }

  /** Sends what is held. Also called when the process exits: finished tasks must not be lost. */
  flush(): void {
    this.#replies.flush();
  }

  /** Asks a running task to end; what it deferred is run before the worker may be terminated. */
  stop(id: number, reason: EncodedError, graceMs: number): void {
    this.#whole.stop(id, reason, graceMs);
  }

  /** The consumer of a stream has taken so many values. */
  grant(id: number, count: number): void {
    this.#whole.grant(id, count);
  }

  #take(batch: unknown[]): void {
    this.#host.residue?.watch.disturb();
    this.#batches.push(batch);
    this.#received += batch.length;
  }

  /** Runs what is there; then, if it `parks`, what comes within a moment. */
  #pump(parks: boolean): void {
    if (this.#pumping || this.#turnQueued) return;
    this.#pumping = true;
    const { concurrency, now } = this.#host;
    let clock = now();
    for (;;) {
      while (!this.#resigned && this.#running < concurrency && this.#batches.length > 0) {
        clock = this.#next(this.#batches[0]!, clock);
        if (clock > this.#sliceEnd) {
          this.#turnQueued = true;
          setImmediate(this.#afterTurn);
          break;
        }
      }
      if (this.#running > 0 || this.#turnQueued || this.#resigned) break;
      const batch = parks && clock <= this.#sliceEnd ? this.#more() : undefined;
      if (!batch) break;
      this.#take(batch);
      clock = now();
    }
    this.#pumping = false;
    this.#flushOrPark(parks, clock);
  }

  /** Sends what would have waited too long at that time. */
  #flushIfHeld(clock: number): void {
    const held = this.#replies.heldAt(clock);
    if (held <= HOLD_MS) return;
    // More may wait in the port: a message for each task is the rule where tasks are long.
    while (this.#received - this.#at < BUSY_ELEMENTS) {
      const batch = this.#host.look();
      if (!batch) break;
      this.#take(batch);
    }
    const most = this.#received - this.#at < BUSY_ELEMENTS ? HOLD_MS : HOLD_BUSY_MS;
    if (held > most) this.#replies.flush();
  }

  /** What waits in the port; else, with all that was done sent, what comes within a moment. */
  #more(): unknown[] | null | undefined {
    const { look, now } = this.#host;
    const batch = look();
    if (batch) return batch;
    this.#replies.flush();
    return batch === null ? null : this.#vigil.keep(now, look);
  }

  #flushOrPark(parked: boolean, clock: number): void {
    if (this.#running === 0 || this.#turnQueued) {
      this.#replies.flush();
      if (parked || this.#turnQueued || this.#parkQueued || clock > this.#sliceEnd) return;
      // Not from within a microtask: what the task has left there comes first.
      this.#parkQueued = true;
      process.nextTick(this.#parkLater);
    } else if (this.#replies.waiting && !this.#flushQueued) {
      // Functions that settle without waiting for I/O follow each other in one run of microtasks;
      // a tick comes after all of them, so their replies share a message.
      this.#flushQueued = true;
      process.nextTick(this.#flushLater);
    }
  }

  /** Takes one item of the batch. Returns the time. */
  #next(batch: unknown[], clock: number): number {
    const at = this.#at;
    if (at >= batch.length) {
      this.#batches.shift();
      this.#received -= at;
      this.#at = 0;
      return clock;
    }
    const head = batch[at];
    if (typeof head === 'string') {
      this.#entries.push(new Entry(head, this.#host.lookup(head)));
      this.#at = at + 1;
      return clock;
    }
    const id = head as number;
    const code = batch[at + 1] as number;
    this.#at = at + 3 + (batch[at + 2] as number);
    const { words } = this.#host;
    const entry = this.#entries[code >> CODE_BITS]!;
    const alone = (code & FLUSH_FIRST) !== 0;
    if (alone) this.#replies.flush();
    else if (this.#replies.waiting) this.#flushIfHeld(clock + entry.mean);
    // A lost race means that the pool took the task back; nobody waits for an answer here.
    if (!claim(words, id)) return clock;
    if (alone) writeStart(words, id, clock);
    this.#timings.begun(id, clock);
    const after = this.#run(entry, batch, at + 3, clock);
    // The batch may live longer than the task: it must not hold what the task was given.
    for (let i = at + 3; i < this.#at; i += 1) batch[i] = undefined;
    return after;
  }

  /** Runs the task whose arguments begin at `from`; before them stand its id, code and number. */
  #run(entry: Entry, batch: unknown[], from: number, begun: number): number {
    const { found } = entry;
    const id = batch[from - 3] as number;
    if (typeof found === 'string') {
      const error = encodeError(new TypeError(found));
      return this.#finish(entry, -id, { kind: 'no-such-task', error } satisfies Failure, begun);
    }
    if (this.#host.residue || (batch[from - 2] as number) & STREAM || activeScopes()) {
      return this.#runWhole(found, entry, batch, from, begun);
    }
    try {
      const result = callTask(found, batch, from, batch[from - 1] as number);
      if (!isThenable(result)) return this.#finish(entry, id, result, begun);
      this.#running += 1;
      // A thenable may call back twice or throw; a promise made of it does neither.
      const promise = isPromise(result) ? result : Promise.resolve(result);
      // oxlint-disable-next-line promise/prefer-await-to-then -- awaiting would cost a closure more
      promise.then(
        (value) => this.#settled(entry, id, value, begun),
        (error: unknown) => this.#settled(entry, -id, threw(error), begun),
      );
      return this.#host.now();
    } catch (error) {
      return this.#finish(entry, -id, threw(error), begun);
    }
  }

  #runWhole(
    found: TaskFunction,
    entry: Entry,
    batch: unknown[],
    from: number,
    begun: number,
  ): number {
    const id = batch[from - 3] as number;
    const run = this.#whole.begin(found, entry.name, batch, from, this.#running === 0);
    if (run.isOver) return this.#finish(entry, id, run.value, begun);
    this.#running += 1;
    void this.#conclude(run, entry, id, begun);
    return this.#host.now();
  }

  async #conclude(run: TaskRun, entry: Entry, id: number, begun: number): Promise<void> {
    const failure = await this.#whole.conclude(run, id);
    if (failure) this.#settled(entry, -id, failure, begun);
    else this.#settled(entry, id, run.value, begun);
  }

  /** A task that had to wait has settled: its place is free. */
  #settled(entry: Entry, id: number, value: unknown, begun: number): void {
    this.#running -= 1;
    this.#finish(entry, id, value, begun);
    this.#pump(false);
  }

  #finish(entry: Entry, id: number, value: unknown, begun: number): number {
    const clock = this.#host.now();
    const took = clock - begun;
    this.#timings.ended(took);
    entry.learn(took);
    this.#replies.add(id, value, took, clock);
    this.#flushIfHeld(clock);
    return clock;
  }
}

function threw(error: unknown): Failure {
  return { kind: 'threw', error: encodeError(error) };
}
