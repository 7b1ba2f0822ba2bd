import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { ControlReply } from '../protocol/messages.ts';
import { Vigil } from '../protocol/vigil.ts';

/** What a worker sends: a batch of replies, or something else. */
export type Mail = unknown[] | ControlReply;

/** After so long without a turn of the event loop, give it one. */
const SLICE_MS = 1;

const now = (): number => performance.now();

/** Takes what a worker sends, in order, whichever way it comes. */
export class Mailbox {
  readonly #port: MessagePort;
  readonly #receive: (mail: Mail) => void;
  readonly #onUnreadable: (error: Error) => void;
  readonly #vigil = new Vigil();
  /** Until then, mail is taken without a turn of the event loop. */
  #sliceEnd = 0;

  constructor(
    port: MessagePort,
    receive: (mail: Mail) => void,
    onUnreadable: (error: Error) => void,
  ) {
    this.#port = port;
    this.#receive = receive;
    this.#onUnreadable = onUnreadable;
    port.on('message', this.#onMessage);
    port.on('messageerror', onUnreadable);
    port.unref();
  }

  /** Nothing is left to do but to wait for mail: takes it at once, if it comes within a moment. */
  awaitMail(): void {
    if (now() > this.#sliceEnd) return;
    let found: { message: Mail } | undefined;
    try {
      found = this.#vigil.keep(now, this.#look);
    } catch (error) {
      this.#onUnreadable(error as Error);
    }
    if (found) this.#receive(found.message);
  }

  /** The worker is gone: gives what was sent before the end, then closes the port. */
  close(): void {
    for (let one = this.#lookAgain(); one; one = this.#lookAgain()) this.#receive(one.message);
    this.#port.off('message', this.#onMessage);
    this.#port.off('messageerror', this.#onUnreadable);
    this.#port.close();
  }

  readonly #onMessage = (mail: Mail): void => {
    const clock = now();
    this.#sliceEnd = clock + SLICE_MS;
    this.#vigil.onWoken(clock);
    this.#receive(mail);
  };

  readonly #look = (): { message: Mail } | undefined =>
    receiveMessageOnPort(this.#port) as { message: Mail } | undefined;

  #lookAgain(): { message: Mail } | undefined {
    try {
      return this.#look();
    } catch {
      // An unreadable message: what it answered is settled as lost with the worker.
      return { message: [0] };
    }
  }
}
