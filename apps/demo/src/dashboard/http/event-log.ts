import { randomUUID } from 'node:crypto';

/** An entry of the log, as it goes over the wire. */
export interface Entry {
  readonly id: number;
  readonly text: string;
}

/** The newest events, numbered, for clients that lost the connection. Its size is bounded. */
export class EventLog {
  /** Tells the events of this log from those of a server that had the same address before. */
  readonly #epoch: string = randomUUID().slice(0, 8);
  readonly #limit: number;
  readonly #entries: Entry[] = [];
  #last = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of the newest event; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** The number as clients see it, and give it back when they return. */
  name(id: number): string {
    return `${this.#epoch}.${id}`;
  }

  /** The number of a name that this log gave; undefined for any other. */
  numberOf(name: unknown): number | undefined {
    if (typeof name !== 'string' || !name.startsWith(`${this.#epoch}.`)) return undefined;
    const id = Number(name.slice(this.#epoch.length + 1));
    return Number.isInteger(id) && id >= 0 ? id : undefined;
  }

  append(text: string): void {
    this.#entries.push({ id: ++this.#last, text });
    if (this.#entries.length > this.#limit) this.#entries.shift();
  }

  /** What came after an event; undefined when some of it is forgotten, or the number is not ours. */
  after(id: number): readonly Entry[] | undefined {
    if (id > this.#last) return undefined;
    const [oldest] = this.#entries;
    if (oldest === undefined || id === this.#last) return [];
    return id < oldest.id - 1 ? undefined : this.#entries.slice(id - oldest.id + 1);
  }
}
