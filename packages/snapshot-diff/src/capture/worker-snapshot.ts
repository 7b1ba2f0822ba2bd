import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Worker } from 'node:worker_threads';
import { CaptureError } from '../errors.ts';

/**
 * Writes a worker's heap snapshot. Reading starts in the same turn in which the snapshot arrives: V8
 * then writes all of it at once into the stream, so that the worker may end before the file is done.
 *
 * @param timeout - milliseconds until the worker is given up
 */
export async function writeWorkerSnapshot(
  worker: Worker,
  file: string,
  timeout: number,
): Promise<void> {
  let givenUp = false;
  let onExit: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  // A snapshot asked of a worker that ends by itself is never answered: its end has to be watched.
  const ended = new Promise<never>((_, reject) => {
    onExit = () => reject(new CaptureError('ERR_CAPTURE_FAILED', 'the worker ended meanwhile'));
    worker.once('exit', onExit);
    timer = setTimeout(() => {
      reject(new CaptureError('ERR_CAPTURE_FAILED', `no answer within ${timeout} ms`));
    }, timeout);
  });
  const taken = worker.getHeapSnapshot().then((stream: Readable) => {
    stream.read(0);
    // Too late for this capture, but it has to be read: a stream thrown away unread frees the snapshot
    // after its worker has gone, which is a segmentation fault too.
    if (givenUp) stream.resume();
    return stream;
  });
  delayTermination(worker, taken);
  try {
    const stream = await Promise.race([taken, ended]);
    clearTimeout(timer);
    await pipeline(stream, createWriteStream(file));
  } finally {
    givenUp = true;
    if (onExit) worker.off('exit', onExit);
    clearTimeout(timer);
    ended.catch(() => {});
  }
}

/**
 * Until the answer is there, `terminate()` waits for it. A worker that is terminated while it owes a
 * snapshot takes the process down with a segmentation fault (seen on Node.js 20, 22, 24 and 26).
 */
function delayTermination(worker: Worker, taken: Promise<unknown>): void {
  const own = Object.getOwnPropertyDescriptor(worker, 'terminate');
  const terminate = worker.terminate.bind(worker);
  const delayed = async (): Promise<number> => {
    await taken.catch(() => {});
    return terminate();
  };
  const restore = (): void => {
    // Someone may have put a terminate of their own in place meanwhile: theirs stays.
    if (worker.terminate !== delayed) return;
    if (own) Object.defineProperty(worker, 'terminate', own);
    else delete (worker as { terminate?: unknown }).terminate;
  };
  Object.defineProperty(worker, 'terminate', {
    value: delayed,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  taken.then(restore, restore);
}
