import type { Transferable } from 'node:worker_threads';
import type { ControlReply } from '../protocol/messages.ts';
import { parcelOf } from '../protocol/transferables.ts';

/** What a stream needs of its worker. */
export interface StreamHost {
  post(message: ControlReply, transfer?: readonly Transferable[]): void;
  readonly moveResults: boolean;
  /** The stream waits for its consumer, and keeps no other task from running. */
  onRest(): void;
  onGoOn(): void;
}

/** A value of the stream cannot be cloned. */
export class UnsendableValue extends Error {
  override name = 'UnsendableValue';
}

type Source = AsyncIterator<unknown, unknown> | Iterator<unknown, unknown>;

/** Sends the values of one task, as many as its consumer has room for. */
export class StreamOut {
  readonly #host: StreamHost;
  readonly #id: number;
  /** Values that the consumer has room for. */
  #credit: number;
  #held: unknown[] = [];
  #flushQueued = false;
  #goOn: (() => void) | undefined;
  #iterator: Source | undefined;
  /** Perhaps before there was an iterator. */
  #left = false;
  #returned: Promise<unknown> | undefined;
  #broken: UnsendableValue | undefined;

  constructor(host: StreamHost, id: number, credit: number) {
    this.#host = host;
    this.#id = id;
    this.#credit = credit;
  }

  /** Resolves with what the iterator returns, when it is done or has been left. */
  async send(source: unknown): Promise<unknown> {
    const iterator = iteratorOf(source);
    this.#iterator = iterator;
    if (this.#left) this.leave();
    for (;;) {
      if (this.#credit === 0) await this.#room();
      if (this.#returned) break;
      const { done, value } = await this.#next(iterator);
      if (this.#returned) break;
      this.#throwIfBroken();
      if (done) {
        this.#flush();
        this.#throwIfBroken();
        return value;
      }
      this.#give(await value);
    }
    await this.#returned;
    this.#throwIfBroken();
    return undefined;
  }

  /** The consumer has taken so many. */
  grant(count: number): void {
    this.#credit += count;
    this.#goOn?.();
  }

  /** Nobody takes more: runs what the generator has in `finally`. */
  leave(): void {
    this.#left = true;
    const iterator = this.#iterator;
    if (!iterator || this.#returned) return;
    // Not awaited here: an async generator that is busy returns when it comes to its next `yield`.
    this.#returned = finish(iterator);
    this.#returned.catch(ignore);
    this.#goOn?.();
  }

  async #next(iterator: Source): Promise<IteratorResult<unknown, unknown>> {
    try {
      return await iterator.next();
    } catch (error) {
      // What came before it is given first.
      this.#flush();
      throw error;
    }
  }

  #give(value: unknown): void {
    this.#credit -= 1;
    const parcel = this.#host.moveResults ? this.#parcelOf(value) : undefined;
    if (parcel) {
      this.#flush();
      this.#post([value], parcel);
      return;
    }
    this.#held.push(value);
    if (this.#flushQueued) return;
    // A generator that does not wait for I/O fills the consumer's room before this tick: one message.
    this.#flushQueued = true;
    process.nextTick(() => {
      this.#flushQueued = false;
      this.#flush();
    });
  }

  #flush(): void {
    const values = this.#held;
    if (values.length === 0) return;
    this.#held = [];
    try {
      this.#host.post({ type: 'values', id: this.#id, values });
    } catch {
      // One of them cannot be cloned: those before it are sent.
      for (const value of values) if (!this.#post([value])) return;
    }
  }

  #post(values: unknown[], transfer?: readonly Transferable[]): boolean {
    try {
      this.#host.post({ type: 'values', id: this.#id, values }, transfer);
      return true;
    } catch (error) {
      this.#break(error);
      return false;
    }
  }

  #parcelOf(value: unknown): readonly Transferable[] | undefined {
    try {
      return parcelOf(value)?.transfer;
    } catch (error) {
      this.#break(error);
      return undefined;
    }
  }

  #break(cause: unknown): void {
    this.#broken ??= new UnsendableValue('A value of the stream cannot be sent', { cause });
    this.leave();
  }

  #throwIfBroken(): void {
    if (this.#broken) throw this.#broken;
  }

  async #room(): Promise<void> {
    this.#flush();
    if (this.#returned) return;
    this.#host.onRest();
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
    this.#goOn = undefined;
    this.#host.onGoOn();
  }
}

function iteratorOf(source: unknown): Source {
  if (typeof source === 'object' && source !== null) {
    if (Symbol.asyncIterator in source)
      return (source as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    if (Symbol.iterator in source) return (source as Iterable<unknown>)[Symbol.iterator]();
  }
  throw new TypeError('A task that is streamed must return an iterable or async iterable object');
}

async function finish(iterator: Source): Promise<void> {
  await iterator.return?.();
}

function ignore(): void {}
