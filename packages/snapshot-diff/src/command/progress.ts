/** Between two drawings, in milliseconds: a terminal is slow, and nobody reads faster. */
const INTERVAL = 80;
const CLEAR = '\r\u001B[2K';

/** One line on a terminal that changes while work is done; nothing at all where there is no terminal. */
export class Progress implements Disposable {
  readonly #stream: NodeJS.WriteStream;
  readonly #on: boolean;
  #shown = '';
  #drawn = -Infinity;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#on = stream.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  /** Replaces the line. */
  show(text: string, now = false): void {
    const time = performance.now();
    if (!this.#on || (!now && time - this.#drawn < INTERVAL)) return;
    this.#drawn = time;
    // A line that wraps cannot be cleared.
    const fitting = text.slice(0, Math.max(20, (this.#stream.columns ?? 80) - 1));
    if (fitting === this.#shown) return;
    this.#shown = fitting;
    this.#stream.write(`${CLEAR}${fitting}`);
  }

  /** A line that stays, above the one that changes. */
  note(text: string): void {
    if (!this.#on) return;
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  clear(): void {
    if (this.#shown !== '') this.#stream.write(CLEAR);
    this.#shown = '';
    this.#drawn = -Infinity;
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}
