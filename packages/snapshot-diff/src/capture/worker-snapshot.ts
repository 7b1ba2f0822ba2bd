import { stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LiveIsolate } from '../attach/live-isolate.ts';
import { CaptureError } from '../errors.ts';
import type { WorkerTarget } from './worker-targets.ts';

/** Between two questions to a worker that is not up yet, in milliseconds. */
const PAUSE = 5;

/**
 * Has a worker write its own heap snapshot. Nothing of it lies in this thread, so the worker may end at
 * any time; one handed over by `worker.getHeapSnapshot()` lies in the worker's isolate until it has been
 * read here, and the process dies of a segmentation fault when the worker ends before (nodejs/node#46210,
 * seen on Node.js 20 to 26).
 *
 * @param file - made here; a worker that comes to it when it has been given up finds it gone
 * @param timeout - milliseconds without a sign of life until the worker is given up
 * @throws {CaptureError} ERR_CAPTURE_FAILED
 */
export async function writeWorkerSnapshot(
  worker: WorkerTarget,
  file: string,
  timeout: number,
): Promise<void> {
  const path = resolve(file);
  // Like those that V8 makes: a heap holds secrets.
  await writeFile(path, '', { mode: 0o600 });
  const deadline = performance.now() + timeout;
  for (;;) {
    const isolate = worker.reach();
    if (isolate && (await askForSnapshot(isolate, path, timeout))) return;
    if (worker.hasEnded()) throw failed('the worker ended meanwhile');
    if (performance.now() > deadline) throw noAnswer(timeout);
    await delay(PAUSE);
  }
}

/** False when the worker is still starting. */
async function askForSnapshot(
  isolate: LiveIsolate,
  path: string,
  timeout: number,
): Promise<boolean> {
  const wrote = isolate
    .evaluate(
      `((fs, v8, path) => !!v8.writeHeapSnapshot && fs.existsSync(path) && !!v8.writeHeapSnapshot(path))(
        process.getBuiltinModule('node:fs'), process.getBuiltinModule('node:v8'), ${JSON.stringify(path)})`,
      Infinity,
    )
    .catch((cause: Error) => {
      throw failed(cause.message, cause);
    });
  const giveUp = new AbortController();
  try {
    return (await Promise.race([wrote, silence(path, timeout, giveUp.signal)])) as boolean;
  } finally {
    giveUp.abort();
    wrote.catch(() => {});
  }
}

/** Rejects when the file has not grown for so long. */
async function silence(path: string, timeout: number, signal: AbortSignal): Promise<never> {
  for (let size = 0; ;) {
    await delay(timeout, undefined, { signal });
    const grown = (await stat(path)).size;
    if (grown === size) throw noAnswer(timeout);
    size = grown;
  }
}

function noAnswer(timeout: number): CaptureError {
  return failed(`no answer within ${timeout} ms`);
}

function failed(message: string, cause?: Error): CaptureError {
  return new CaptureError('ERR_CAPTURE_FAILED', message, cause && { cause });
}
