import { PROGRESS, STREAM } from '../protocol/messages.ts';
import type { TaskLink } from './task-link.ts';

/** What a stream needs of its pool. */
export interface StreamSource {
  /** Submits the task, which reports to the link; throws for what cannot be taken. */
  start(link: Inbox): void;
  /** Tells the worker that the consumer has taken so many values. */
  grant(count: number): void;
  /** Stops the task. False: it has not begun, or its thread is ended; nothing is to wait for. */
  leave(): boolean;
}

interface Consumer {
  resolve(result: IteratorResult<unknown, unknown>): void;
  reject(error: unknown): void;
}

/**
 * What has come of a stream and was not taken yet. It does not know the `TaskStream` that it is
 * for: one that is dropped can be collected, and its task is then stopped.
 */
export class Inbox implements TaskLink {
  readonly flags: number;
  readonly buffer: number;
  readonly #source: StreamSource;
  readonly #onProgress: ((value: unknown) => void) | undefined;
  readonly #values: unknown[] = [];
  readonly #consumers: Consumer[] = [];
  /** Values taken that the worker was not told of. */
  #taken = 0;
  /** Values that the worker may still send. */
  #room: number;
  #state: 'new' | 'open' | 'ended' | 'left' = 'new';
  /** How it ended: an error to be thrown once, or the value that the generator returned. */
  #end: { error: unknown } | { value: unknown } | undefined;
  #onStopped: (() => void) | undefined;
  #left: Promise<void> | undefined;

  constructor(source: StreamSource, buffer: number, onProgress?: (value: unknown) => void) {
    this.#source = source;
    this.buffer = buffer;
    this.#room = buffer;
    this.#onProgress = onProgress;
    this.flags = STREAM | (onProgress ? PROGRESS : 0);
  }

  get rests(): boolean {
    return this.#room === 0;
  }

  next(): Promise<IteratorResult<unknown, unknown>> {
    if (this.#state === 'new') {
      this.#state = 'open';
      try {
        this.#source.start(this);
      } catch (error) {
        this.fail(error);
      }
    }
    return new Promise((resolve, reject) => {
      if (this.#values.length > 0) resolve(this.#take());
      else if (this.#state === 'open') this.#consumers.push({ resolve, reject });
      else this.#settle({ resolve, reject });
    });
  }

  /** Resolves when the task has ended. */
  leave(): Promise<void> {
    if (this.#state === 'ended') {
      // Nobody asks any more: neither for values nor for the error that they end with.
      this.#values.length = 0;
      this.#end = undefined;
    } else {
      this.#left ??= this.#stop();
    }
    return this.#left ?? Promise.resolve();
  }

  onValues(values: readonly unknown[]): void {
    if (this.#state !== 'open') return;
    this.#room -= values.length;
    for (const value of values) this.#values.push(value);
    while (this.#values.length > 0 && this.#consumers.length > 0) {
      this.#consumers.shift()!.resolve(this.#take());
    }
  }

  onProgress(value: unknown): void {
    this.#onProgress?.(value);
  }

  onStopped(): void {
    this.#onStopped?.();
  }

  complete(value: unknown): void {
    this.#finish({ value });
  }

  /** An abort is the caller's wish: what was not taken is dropped. Else it is given first. */
  fail(error: unknown): void {
    if ((error as { code?: unknown }).code === 'ABORT_ERR') this.#values.length = 0;
    this.#finish({ error });
  }

  async #stop(): Promise<void> {
    const wasOpen = this.#state === 'open';
    this.#state = 'left';
    this.#values.length = 0;
    const stopped = new Promise<void>((resolve) => {
      this.#onStopped = resolve;
    });
    const waits = wasOpen && this.#source.leave();
    for (const consumer of this.#consumers.splice(0)) this.#settle(consumer);
    if (waits) await stopped;
  }

  #finish(end: { error: unknown } | { value: unknown }): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#end = end;
    for (const consumer of this.#consumers.splice(0)) this.#settle(consumer);
  }

  #settle({ resolve, reject }: Consumer): void {
    const end = this.#end;
    this.#end = undefined;
    if (end && 'error' in end) reject(end.error);
    else resolve({ done: true, value: end?.value });
  }

  #take(): IteratorResult<unknown, unknown> {
    const value = this.#values.shift();
    this.#taken += 1;
    // In halves: a message for each value would cost as much as the value.
    if (this.#state === 'open' && this.#taken * 2 >= this.buffer) {
      this.#source.grant(this.#taken);
      this.#room += this.#taken;
      this.#taken = 0;
    }
    return { done: false, value };
  }
}

const dropped = new FinalizationRegistry<Inbox>((inbox) => void inbox.leave());

/** The values of a task, one after the other; the task begins with the first `next()`. */
export class TaskStream<T, R> implements AsyncGenerator<T, R, void> {
  readonly #inbox: Inbox;

  constructor(inbox: Inbox) {
    this.#inbox = inbox;
    dropped.register(this, inbox);
  }

  next(): Promise<IteratorResult<T, R>> {
    return this.#inbox.next() as Promise<IteratorResult<T, R>>;
  }

  /** Stops the task; resolves when it has run its clean-up. A loop that is left calls this. */
  async return(value?: R | PromiseLike<R>): Promise<IteratorResult<T, R>> {
    await this.#inbox.leave();
    return { done: true, value: (await value) as R };
  }

  async throw(error: unknown): Promise<IteratorResult<T, R>> {
    await this.#inbox.leave();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inbox.leave();
  }
}
