import type { Transferable } from 'node:worker_threads';
import { resultBytes } from '../protocol/claims.ts';
import { copiedBytes } from '../protocol/copied-bytes.ts';
import { encodeError } from '../protocol/error-codec.ts';
import type { ControlReply, Failure } from '../protocol/messages.ts';
import { takeMark } from '../protocol/move-marks.ts';
import { bytesOf, parcelOf, type Parcel } from '../protocol/transferables.ts';

export interface RepliesHost {
  post(message: unknown[] | ControlReply, transfer?: readonly Transferable[]): void;
  readonly words: Int32Array;
  /** Whether a task gives away the buffers that it returns. */
  readonly moveResults: boolean;
}

/** Collects what tasks gave, and sends it in batches. */
export class Replies {
  readonly #host: RepliesHost;
  readonly #bytes: Float64Array;
  /** [0] is reserved for the busy time; then id, value, id, value, … */
  #held: unknown[] = [0];
  #heldSince = 0;
  #busy = 0;
  readonly #onCopied = (bytes: number): void => {
    this.#bytes[1]! += bytes;
  };

  constructor(host: RepliesHost) {
    this.#host = host;
    this.#bytes = resultBytes(host.words);
  }

  get waiting(): boolean {
    return this.#held.length > 1;
  }

  /** Milliseconds that the oldest one will have waited at that time. */
  heldAt(clock: number): number {
    return this.waiting ? clock - this.#heldSince : 0;
  }

  /** A negative id is a failure. */
  add(id: number, value: unknown, took: number, clock: number): void {
    this.#busy += took;
    if (typeof value === 'object' && id > 0 && this.#give(id, value)) return;
    if (!this.waiting) this.#heldSince = clock;
    this.#held.push(id, value);
  }

  flush(): void {
    if (!this.waiting) return;
    const replies = this.#held;
    replies[0] = this.#takeBusy();
    this.#held = [0];
    try {
      this.#host.post(replies);
    } catch {
      this.#postOneByOne(replies);
    }
  }

  /** One value in the batch cannot be cloned, and the error does not say which: try each alone. */
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

  /**
   * Sends a result that has something to move, at once and alone: held back, the same buffer in
   * two results would be one for the receiver, or two, as the batch falls. False: nothing to move.
   */
  #give(id: number, value: unknown): boolean {
    let parcel: Parcel | undefined;
    let failure: Failure | undefined;
    try {
      const transfer = takeMark(value);
      if (transfer?.length) parcel = { transfer, bytes: bytesOf(transfer) };
      else if (this.#host.moveResults) parcel = parcelOf(value, this.#onCopied);
      else this.#onCopied(copiedBytes([value]));
      if (!parcel) return false;
    } catch (error) {
      failure = notCloneable(error);
    }
    this.flush();
    const busy = this.#takeBusy();
    if (parcel) {
      // Counted first, so that the receiver of the result finds it counted.
      this.#bytes[0]! += parcel.bytes;
      try {
        this.#host.post([busy, id, value], parcel.transfer);
        const stayed = bytesOf(parcel.transfer);
        this.#bytes[0]! -= stayed;
        this.#onCopied(stayed);
        return true;
      } catch {
        // Something in it cannot be moved (marked so, or memory of WebAssembly): copy it.
        this.#bytes[0]! -= parcel.bytes;
        this.#onCopied(parcel.bytes);
      }
    }
    if (failure) this.#host.post([busy, -id, failure]);
    else this.#postOneByOne([busy, id, value]);
    return true;
  }

  #takeBusy(): number {
    const busy = this.#busy;
    this.#busy = 0;
    return busy;
  }
}

function notCloneable(error: unknown): Failure {
  return { kind: 'not-cloneable', error: encodeError(error) };
}
