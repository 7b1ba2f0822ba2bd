/** Tells when all threads are busy, and when one is free again; each change once. */
export class Pressure {
  readonly #capacity: number;
  readonly #emit: (event: 'needsDrain' | 'drain') => void;
  #pending = 0;
  #needsDrain = false;
  #queued = false;

  constructor(capacity: number, emit: (event: 'needsDrain' | 'drain') => void) {
    this.#capacity = capacity;
    this.#emit = emit;
  }

  get needsDrain(): boolean {
    return this.#needsDrain;
  }

  /** Called with the number of unsettled tasks whenever it has changed. */
  update(pending: number): void {
    this.#pending = pending;
    if (pending >= this.#capacity === this.#needsDrain || this.#queued) return;
    // Later: tasks that settle together, and those that follow them at once, are one change.
    this.#queued = true;
    queueMicrotask(this.#compare);
  }

  readonly #compare = (): void => {
    this.#queued = false;
    const isFull = this.#pending >= this.#capacity;
    if (isFull === this.#needsDrain) return;
    this.#needsDrain = isFull;
    this.#emit(isFull ? 'needsDrain' : 'drain');
  };
}
