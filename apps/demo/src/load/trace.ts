import { createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import { FileError } from '../command/usage-error.ts';

/** Reads a trace: the milliseconds since the start at which a task came, one a line, ascending. */
export function readTrace(file: string): number[] {
  const offsets: number[] = [];
  for (const [index, line] of textOf(file).split('\n').entries()) {
    const content = line.replace(/#.*/, '').trim();
    if (content === '') continue;
    const offset = Number(content);
    const at = `line ${index + 1} of the trace ${file} is ${JSON.stringify(content)}`;
    if (!Number.isFinite(offset) || offset < 0) {
      throw new FileError(`${at}; expected milliseconds since the start, as 1250.5`);
    }
    if (offset < (offsets.at(-1) ?? 0)) {
      throw new FileError(`${at}, after ${offsets.at(-1)}; expected ascending offsets`);
    }
    offsets.push(offset);
  }
  if (offsets.length === 0) throw new FileError(`the trace ${file} has no arrivals in it`);
  return offsets;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new FileError(`the trace cannot be read: ${String(error)}`, { cause: error });
  }
}

/** Writes down when tasks come, in the form that `readTrace` reads. */
export class TraceRecorder implements AsyncDisposable {
  readonly #stream: WriteStream;
  #startedAt: number | undefined;
  #failure: Error | undefined;

  constructor(file: string) {
    this.#stream = createWriteStream(file);
    // A full disk must not stop the service; it is told at the end.
    this.#stream.on('error', (error) => (this.#failure = error));
  }

  /** The first arrival is at its distance from `start`. */
  start(now: number): void {
    this.#startedAt ??= now;
  }

  arrived(dueAt: number): void {
    this.#startedAt ??= dueAt;
    this.#stream.write(`${Math.max(0, dueAt - this.#startedAt).toFixed(3)}\n`);
  }

  /** Rejects when the trace could not be written in full. */
  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#stream.closed) return resolve();
      this.#stream.once('close', resolve);
      this.#stream.end();
    });
    if (this.#failure) throw this.#failure;
  }
}
