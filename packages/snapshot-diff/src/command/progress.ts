/** Between two drawings, in milliseconds: a terminal is slow, and nobody reads faster. */
const INTERVAL = 80;
/** After which a line that stays the same tells how long it has. */
const PATIENCE = 2000;
const CLEAR = '\r\u001B[2K';

/** `reading a.heapsnapshot and b.heapsnapshot: 42 %` */
export function readingWords(files: readonly string[], share: number): string {
  return `reading ${files.join(' and ')}: ${Math.floor(share * 100)} %`;
}

/** What a progress line needs of a terminal. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** One line on a terminal that changes while work is done; nothing at all where there is no terminal. */
export class Progress implements Disposable {
  readonly #stream: ProgressStream;
  readonly #on: boolean;
  #text = '';
  #shown = '';
  #since = 0;
  #drawn = -Infinity;
  #clock: NodeJS.Timeout | undefined;

  constructor(stream: ProgressStream = process.stderr) {
    this.#stream = stream;
    this.#on = stream.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  /** Replaces the line; not more often than a person can read, unless `now`. */
  show(text: string, now = false): void {
    const time = performance.now();
    if (!this.#on || (!now && time - this.#drawn < INTERVAL)) return;
    if (text !== this.#text) this.#since = time;
    this.#text = text;
    this.#clock ??= setInterval(() => this.#draw(), 1000).unref();
    this.#draw();
  }

  /** A line that stays, above the one that changes. */
  note(text: string): void {
    if (!this.#on) return;
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  clear(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
    if (this.#shown !== '') this.#stream.write(CLEAR);
    this.#text = '';
    this.#shown = '';
    this.#drawn = -Infinity;
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  #draw(): void {
    this.#drawn = performance.now();
    const waited = this.#drawn - this.#since;
    const text = waited < PATIENCE ? this.#text : `${this.#text} ${Math.floor(waited / 1000)} s`;
    // A line that wraps cannot be cleared.
    const fitting = text.slice(0, Math.max(20, (this.#stream.columns || 80) - 1));
    if (fitting === this.#shown) return;
    this.#shown = fitting;
    this.#stream.write(`${CLEAR}${fitting}`);
  }
}
