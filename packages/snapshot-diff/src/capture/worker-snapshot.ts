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

interface Guard {
  /** Snapshots that the worker owes; two captures may run at a time. */
  answers: Set<Promise<unknown>>;
  lift(): void;
}

const guards = new WeakMap<Worker, Guard>();

/**
 * Until the answer is there, `terminate()` waits for it. A worker that is terminated while it owes a
 * snapshot takes the process down with a segmentation fault (seen on Node.js 20, 22, 24 and 26).
 */
function delayTermination(worker: Worker, taken: Promise<unknown>): void {
  const guard = guards.get(worker) ?? guardTerminate(worker);
  guard.answers.add(taken);
  const settled = (): void => {
    guard.answers.delete(taken);
    if (guard.answers.size === 0) guard.lift();
  };
  taken.then(settled, settled);
}

async function whenEmpty(answers: Set<Promise<unknown>>): Promise<void> {
  while (answers.size > 0) await Promise.allSettled(answers);
}

function guardTerminate(worker: Worker): Guard {
  const answers = new Set<Promise<unknown>>();
  const own = Object.getOwnPropertyDescriptor(worker, 'terminate');
  const terminate = worker.terminate.bind(worker);
  const delayed = async (): Promise<number> => {
    await whenEmpty(answers);
    return terminate();
  };
  Object.defineProperty(worker, 'terminate', {
    value: delayed,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  const lift = (): void => {
    guards.delete(worker);
    // Someone may have put a terminate of their own in place meanwhile: theirs stays.
    if (worker.terminate !== delayed) return;
    if (own) Object.defineProperty(worker, 'terminate', own);
    else delete (worker as { terminate?: unknown }).terminate;
  };
  const guard = { answers, lift };
  guards.set(worker, guard);
  return guard;
}
