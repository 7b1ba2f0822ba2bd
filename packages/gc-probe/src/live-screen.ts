import type { Readable, Writable } from 'node:stream';

/**
 * A table that stays at the bottom of a terminal while a program prints above it. What the program
 * prints passes through by whole lines, for the table must begin on a line of its own.
 */
export class LiveScreen implements Disposable {
  readonly #terminal: Writable;
  #shown: readonly string[] = [];
  readonly #flushes: (() => void)[] = [];

  constructor(terminal: Writable) {
    this.#terminal = terminal;
  }

  /** Shows these lines in place of those before. */
  show(lines: readonly string[]): void {
    this.#terminal.write(this.#wipe() + lines.map((line) => `${line}\n`).join(''));
    this.#shown = lines;
  }

  /** Passes a stream of the program on to where it belongs. */
  pass(from: Readable, to: Writable): void {
    let rest: Buffer = Buffer.alloc(0);
    from.on('data', (chunk: Buffer) => {
      const end = chunk.lastIndexOf(10) + 1;
      if (end === 0) {
        rest = Buffer.concat([rest, chunk]);
        return;
      }
      const whole = Buffer.concat([rest, chunk.subarray(0, end)]);
      rest = chunk.subarray(end);
      this.#terminal.write(this.#wipe());
      to.write(whole);
      const shown = this.#shown;
      this.#shown = [];
      this.show(shown);
    });
    this.#flushes.push(() => {
      if (rest.length > 0) to.write(rest);
    });
  }

  /** Wipes the table and lets go of what waits for the end of its line. */
  [Symbol.dispose](): void {
    this.#terminal.write(this.#wipe());
    this.#shown = [];
    for (const flush of this.#flushes) flush();
  }

  /** Up to the first line of the table, and away with all below. */
  #wipe(): string {
    return this.#shown.length === 0 ? '' : `\u001B[${this.#shown.length}A\r\u001B[J`;
  }
}
