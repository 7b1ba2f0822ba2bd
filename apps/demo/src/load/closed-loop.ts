import type { Load } from './arrivals.ts';

/**
 * So many clients, each of which asks again when it has its answer. For comparison only: when the
 * service stalls, so do its clients, and what users would have asked meanwhile is never measured.
 */
export class ClosedLoop implements Load {
  readonly #clients: number;
  readonly #submit: (dueAt: number, settled: () => void) => void;
  readonly #onEnd: () => void;
  #left: number;
  #asking = 0;
  #running = false;

  /**
   * @param limit how many tasks to bring in all
   * @param onEnd called once, when the last task has been brought
   */
  constructor(
    clients: number,
    limit: number,
    submit: (dueAt: number, settled: () => void) => void,
    onEnd: () => void,
  ) {
    this.#clients = clients;
    this.#left = limit;
    this.#submit = submit;
    this.#onEnd = onEnd;
  }

  start(): void {
    this.#running = true;
    this.#ask();
  }

  stop(): void {
    this.#running = false;
  }

  hold(): void {
    this.stop();
  }

  release(): void {
    this.start();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #ask(): void {
    while (this.#running && this.#left > 0 && this.#asking < this.#clients) {
      this.#asking++;
      this.#left--;
      this.#submit(performance.now(), () => {
        this.#asking--;
        this.#ask();
      });
      if (this.#left === 0) this.#onEnd();
    }
  }
}
