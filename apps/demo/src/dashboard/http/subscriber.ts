import type { ServerResponse } from 'node:http';
import type { EventLog } from './event-log.ts';

export interface SubscriberOptions {
  readonly log: EventLog;
  /** The whole state, as the data of an event. */
  readonly state: () => string;
  /** The last event that the client saw, where it says so. */
  readonly since: number | undefined;
}

/**
 * One open page. It has no queue of its own, only its place in the log: while its connection is full
 * nothing is written, and what it missed meanwhile is read from the log, or it gets the whole state
 * when the log has forgotten. So a slow client costs one message of memory at most.
 */
export class Subscriber {
  readonly #response: ServerResponse;
  readonly #log: EventLog;
  readonly #state: () => string;
  #seen: number | undefined;
  #full = false;

  constructor(response: ServerResponse, { log, state, since }: SubscriberOptions) {
    this.#response = response;
    this.#log = log;
    this.#state = state;
    this.#seen = since;
    response.on('drain', () => {
      this.#full = false;
      this.advance();
    });
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    // How long the page waits before it comes back, in milliseconds.
    this.#write('retry: 1000\n\n');
    this.advance();
  }

  /** Writes what is new, as far as the connection takes it. */
  advance(): void {
    while (!this.#full && this.#seen !== this.#log.last) {
      const missed = this.#seen === undefined ? undefined : this.#log.after(this.#seen);
      const [next] = missed ?? [{ id: this.#log.last, text: this.#state() }];
      if (!next) return;
      this.#seen = next.id;
      this.#write(`id: ${this.#log.name(next.id)}\ndata: ${next.text}\n\n`);
    }
  }

  /** A comment: shows either side that the other is still there. */
  beat(): void {
    if (!this.#full) this.#write(': \n\n');
  }

  #write(text: string): void {
    this.#full = !this.#response.write(text);
  }
}
