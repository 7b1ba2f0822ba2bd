/** What the demo keeps in Redis beside BullMQ's own keys (`bull:QUEUE:…`). */
export class Keys {
  /** Hash: a digest for each task that is done, by its id. The effect of the task. */
  readonly results: string;
  /** Hash: tasks that were submitted, and duplicates that were refused. */
  readonly counts: string;
  /** Set: the ids of all workers there ever were. */
  readonly workers: string;
  readonly #prefix: string;

  constructor(queue: string) {
    this.#prefix = `watertight:${queue}`;
    this.results = `${this.#prefix}:results`;
    this.counts = `${this.#prefix}:counts`;
    this.workers = `${this.#prefix}:workers`;
  }

  /** Hash: what a worker process says of itself, and what it has done. */
  worker(id: string): string {
    return `${this.#prefix}:worker:${id}`;
  }

  /** Hash: which numbers the chunks of a submission have. */
  submission(id: string): string {
    return `${this.#prefix}:submission:${id}`;
  }
}
