/** Lets producers wait for room in the queue, in the order of asking. */
export class Admission {
  readonly #room: () => number;
  /** Called when there may be room that was promised and not taken. */
  readonly #again: () => void;
  readonly #waiting: { resolve(): void; reject(error: Error): void }[] = [];
  /** Room that was promised and is not taken yet. */
  #granted = 0;

  constructor(room: () => number, again: () => void) {
    this.#room = room;
    this.#again = again;
  }

  /** Callers that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  wait(): Promise<void> {
    if (this.#waiting.length === 0 && this.#room() > this.#granted) {
      this.#grant(1);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  /** A task was submitted: a promise of room is kept by it. */
  onSubmit(): void {
    if (this.#granted > 0) this.#granted -= 1;
  }

  /** Lets in as many as there is room for; each is expected to submit one task at once. */
  admit(): void {
    if (this.#waiting.length === 0) return;
    const admitted = this.#waiting.splice(0, Math.max(0, this.#room() - this.#granted));
    this.#grant(admitted.length);
    for (const { resolve } of admitted) resolve();
  }

  refuse(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** Their tasks are there before the event loop turns; what is not used by then is given anew. */
  #grant(count: number): void {
    if (count > 0 && this.#granted === 0) {
      setImmediate(() => {
        this.#granted = 0;
        if (this.#waiting.length > 0) this.#again();
      });
    }
    this.#granted += count;
  }
}
