import { writeSync } from 'node:fs';
import { inspect } from 'node:util';

/** Writes to standard error without a stream: it cannot be cut off by the exit, nor fail on a closed pipe. */
export function print(error: unknown): void {
  try {
    writeSync(2, `${inspect(error)}\n`);
  } catch {
    // EPIPE, EAGAIN: there is nobody left to tell.
  }
}

/** Takes the errors of a standard output that nobody reads any more; returns how to stop doing so. */
export function ignoreClosedPipes(): () => void {
  const streams = [process.stdout, process.stderr];
  const ignore = (): void => undefined;
  for (const stream of streams) stream.on('error', ignore);
  return () => {
    for (const stream of streams) stream.removeListener('error', ignore);
  };
}

/** Waits until what was written to the standard streams is out, for a second at most. */
export async function flushed(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map(drained));
}

function drained(stream: NodeJS.WriteStream): Promise<void> | undefined {
  if (stream.writableLength === 0 || stream.destroyed) return undefined;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1000);
    stream.write('', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
