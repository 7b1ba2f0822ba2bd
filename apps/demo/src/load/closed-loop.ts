import type { Load } from './arrivals.ts';

/**
 * So many clients, each of which asks again when it has its answer. For comparison only: when the
 * service stalls, so do its clients, and what users would have asked meanwhile is never measured.
 */
export class ClosedLoop implements Load {
  readonly #clients: number;
  readonly #submit: (dueAt: number, settled: () => void) => void;
  readonly #onEnd: () => void;
  readonly #duration: number;
  #left: number;
  #asking = 0;
  #running = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param limit how many tasks to bring in all, and for how many milliseconds
   * @param onEnd called once, when the last task has been brought
   */
  constructor(
    clients: number,
    limit: { readonly tasks: number; readonly duration: number },
    submit: (dueAt: number, settled: () => void) => void,
    onEnd: () => void,
  ) {
    this.#clients = clients;
    this.#left = limit.tasks;
    this.#duration = limit.duration;
    this.#submit = submit;
    this.#onEnd = onEnd;
  }

  start(): void {
    this.#running = true;
    if (this.#duration < Infinity) this.#timer ??= setTimeout(() => this.#end(), this.#duration);
    this.#ask();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  hold(): void {
    this.#running = false;
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

  #end(): void {
    if (this.#left === 0) return;
    this.#left = 0;
    this.#onEnd();
  }
}
