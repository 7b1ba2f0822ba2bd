import { isPromise } from 'node:util/types';
import type { Transferable } from 'node:worker_threads';
import { claim, movedBytes, writeStart } from './claims.ts';
import { callTask, type TaskFunction } from './call-task.ts';
import { encodeError } from './error-codec.ts';
import { FLUSH_FIRST, type Failure } from './protocol.ts';
import { bytesOf, parcelOf, type Parcel } from './transferables.ts';

/** What the loop needs of its surroundings; a real port in a worker, anything in a test. */
export interface WorkerLoopHost {
  post(message: unknown[], transfer?: readonly Transferable[]): void;
  /** The function of that name, or a sentence that says which names there are. */
  lookup(name: string): TaskFunction | string;
  readonly words: Int32Array;
  /** Whether a task gives away the buffers that it returns. */
  readonly moveResults: boolean;
  /** Tasks that may run at the same time, when they wait for something. */
  readonly concurrency: number;
  /** Milliseconds; the same clock as the pool's. */
  readonly now: () => number;
}

interface Entry {
  readonly name: string;
  readonly found: TaskFunction | string;
  /** Moving average of its run time in ms. */
  mean: number;
  runs: number;
}

/** Results are not held longer than this while more tasks run, as far as can be foreseen; */
const HOLD_MS = 0.5;
/** and so long when many tasks wait behind: then messages cost more than the wait. */
const HOLD_BUSY_MS = 4;
/** So many elements of batches are many tasks: two with one argument. */
const BUSY_ELEMENTS = 8;
/** What a function that was never run is thought to take. */
const UNKNOWN_MS = 10;
/** After so long without a turn of the event loop, give it one: timers and sockets of tasks live. */
const SLICE_MS = 5;

/** Claims tasks in order, runs them, sends replies in batches. */
export class WorkerLoop {
  readonly #host: WorkerLoopHost;
  readonly #entries: Entry[] = [];
  readonly #batches: unknown[][] = [];
  /** Read position in the first batch. */
  #at = 0;
  /** Elements in all batches. */
  #received = 0;
  /** The replies that wait to be sent; [0] is reserved for the busy time. */
  #replies: unknown[] = [0];
  #heldSince = 0;
  #busy = 0;
  #running = 0;
  #pumping = false;
  #flushQueued = false;
  readonly #moved: Float64Array;
  #turnQueued = false;
  readonly #flushLater = (): void => {
    this.#flushQueued = false;
    this.flush();
  };
  readonly #afterTurn = (): void => {
    this.#turnQueued = false;
    this.#pump();
  };

  constructor(host: WorkerLoopHost) {
    this.#host = host;
    this.#moved = movedBytes(host.words);
  }

  receive(batch: unknown[]): void {
    this.#batches.push(batch);
    this.#received += batch.length;
    this.#pump();
  }

  /** Sends what is held. Also called when the process exits: finished tasks must not be lost. */
  flush(): void {
    const replies = this.#replies;
    if (replies.length === 1) return;
    replies[0] = this.#busy;
    this.#busy = 0;
    this.#replies = [0];
    try {
      this.#host.post(replies);
    } catch {
      this.#postOneByOne(replies);
    }
  }

  /** One value in the batch cannot be cloned, and the message names no culprit: try each alone. */
  #postOneByOne(replies: unknown[]): void {
    let busy = replies[0];
    for (let i = 1; i < replies.length; i += 2) {
      const id = replies[i] as number;
      try {
        this.#host.post([busy, id, replies[i + 1]]);
      } catch (error) {
        this.#host.post([busy, -Math.abs(id), notCloneable(error)]);
      }
      busy = 0;
    }
  }

  #pump(): void {
    if (this.#pumping || this.#turnQueued) return;
    this.#pumping = true;
    const { concurrency, now } = this.#host;
    let clock = now();
    const until = clock + SLICE_MS;
    while (this.#running < concurrency && this.#batches.length > 0) {
      clock = this.#next(this.#batches[0]!, clock);
      if (clock > until) {
        this.#turnQueued = true;
        setImmediate(this.#afterTurn);
        break;
      }
    }
    this.#pumping = false;
    if (this.#running === 0 || this.#turnQueued) this.flush();
    else if (this.#replies.length > 1 && !this.#flushQueued) {
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
      this.#entries.push({ name: head, found: this.#host.lookup(head), mean: UNKNOWN_MS, runs: 0 });
      this.#at = at + 1;
      return clock;
    }
    const id = head as number;
    const code = batch[at + 1] as number;
    const argc = batch[at + 2] as number;
    this.#at = at + 3 + argc;
    // A lost race means that the pool took the task back; nobody waits for an answer here.
    const { words } = this.#host;
    const entry = this.#entries[code >> 1]!;
    const alone = (code & FLUSH_FIRST) !== 0;
    if (this.#replies.length > 1 && (alone || this.#holdsTooLong(clock + entry.mean))) this.flush();
    if (!claim(words, id)) return clock;
    if (alone) writeStart(words, id, clock);
    return this.#run(entry, id, batch, at + 3, argc, clock);
  }

  #run(
    entry: Entry,
    id: number,
    batch: unknown[],
    from: number,
    argc: number,
    begun: number,
  ): number {
    const { found } = entry;
    if (typeof found === 'string') {
      const error = encodeError(new TypeError(found));
      return this.#finish(entry, -id, { kind: 'no-such-task', error } satisfies Failure, begun);
    }
    try {
      const result = callTask(found, batch, from, argc);
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

  /** A task that had to wait has settled: its place is free. */
  #settled(entry: Entry, id: number, value: unknown, begun: number): void {
    this.#running -= 1;
    this.#finish(entry, id, value, begun);
    this.#pump();
  }

  #finish(entry: Entry, id: number, value: unknown, begun: number): number {
    const clock = this.#host.now();
    const took = clock - begun;
    entry.mean += (took - entry.mean) * (entry.runs < 8 ? 0.5 : 0.125);
    entry.runs += 1;
    this.#busy += took;
    if (typeof value === 'object' && id > 0 && this.#host.moveResults) {
      if (this.#give(id, value)) return clock;
    }
    const replies = this.#replies;
    if (replies.length === 1) this.#heldSince = clock;
    replies.push(id, value);
    if (this.#holdsTooLong(clock)) this.flush();
    return clock;
  }

  /** Whether results that wait now would have waited too long at that time. */
  #holdsTooLong(clock: number): boolean {
    const held = clock - this.#heldSince;
    if (held <= HOLD_MS) return false;
    return held > HOLD_BUSY_MS || this.#received - this.#at < BUSY_ELEMENTS;
  }

  /**
   * Sends a result that has something to move, at once and alone: held back, the same buffer in
   * two results would be one for the receiver, or two, as the batch falls. False: nothing to move.
   */
  #give(id: number, value: unknown): boolean {
    let parcel: Parcel | undefined;
    let failure: Failure | undefined;
    try {
      parcel = parcelOf(value);
      if (!parcel) return false;
    } catch (error) {
      failure = notCloneable(error);
    }
    this.flush();
    const busy = this.#busy;
    this.#busy = 0;
    if (parcel) {
      // Counted first, so that the receiver of the result finds it counted.
      this.#moved[0]! += parcel.bytes;
      try {
        this.#host.post([busy, id, value], parcel.transfer);
        this.#moved[0]! -= bytesOf(parcel.transfer);
        return true;
      } catch {
        // Something in it cannot be moved (marked so, or memory of WebAssembly): copy it.
        this.#moved[0]! -= parcel.bytes;
      }
    }
    if (failure) this.#host.post([busy, -id, failure]);
    else this.#postOneByOne([busy, id, value]);
    return true;
  }
}

function notCloneable(error: unknown): Failure {
  return { kind: 'not-cloneable', error: encodeError(error) };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

function threw(error: unknown): Failure {
  return { kind: 'threw', error: encodeError(error) };
}
