/** What a job can tell. */
interface Teller {
  updateProgress(progress: never): Promise<void>;
}

/**
 * Reports progress to the queue, one report at a time: while one is on its way the newest of those that come waits,
 * and the others are left out. A task may tell more than Redis should hear.
 */
export class ProgressReport {
  readonly #job: Teller;
  #next: { value: unknown } | undefined;
  #sending: Promise<void> | undefined;

  constructor(job: Teller) {
    this.#job = job;
  }

  readonly tell = (value: unknown): void => {
    this.#next = { value };
    this.#sending ??= this.#send();
  };

  /** Resolves when the last has arrived. */
  async finish(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    for (let next = this.#next; next; next = this.#next) {
      this.#next = undefined;
      // Progress that cannot be told must not fail a job that can be done.
      await this.#job.updateProgress(next.value as never).catch(() => undefined);
    }
    this.#sending = undefined;
  }
}
