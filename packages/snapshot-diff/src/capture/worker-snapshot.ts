import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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
 * @param timeout - milliseconds without a sign of life until the worker is given up
 * @throws {CaptureError} ERR_CAPTURE_FAILED
 */
export async function writeWorkerSnapshot(
  worker: WorkerTarget,
  file: string,
  timeout: number,
): Promise<void> {
  // In a folder of its own, which goes when the worker is given up: should it write then, it cannot.
  const folder = resolve(`${file}.worker`);
  await mkdir(folder, { mode: 0o700 });
  try {
    const path = join(folder, 'heap');
    const deadline = performance.now() + timeout;
    while (!(await wrote(worker, path, timeout))) {
      if (worker.hasEnded()) throw failed('the worker ended meanwhile');
      if (performance.now() > deadline) throw noAnswer(timeout);
      await delay(PAUSE);
    }
    await rename(path, file);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 1 });
  }
}

/** False when the worker is still starting, or has ended. */
async function wrote(worker: WorkerTarget, path: string, timeout: number): Promise<boolean> {
  const isolate = worker.reach();
  if (!isolate) return false;
  const answer = isolate
    .evaluate(
      `!!process.getBuiltinModule('node:v8').writeHeapSnapshot?.(${JSON.stringify(path)})`,
      Infinity,
    )
    .catch((cause: Error) => {
      throw failed(cause.message, cause);
    });
  const giveUp = new AbortController();
  try {
    return (await Promise.race([answer, silence(path, timeout, giveUp.signal)])) as boolean;
  } finally {
    giveUp.abort();
    answer.catch(() => {});
  }
}

/** Rejects when the file has not grown for so long. */
async function silence(path: string, timeout: number, signal: AbortSignal): Promise<never> {
  for (let size = 0; ;) {
    await delay(timeout, undefined, { signal });
    const grown = await sizeOf(path);
    if (grown === size) throw noAnswer(timeout);
    size = grown;
  }
}

/** Of a file that may not be there yet. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

function noAnswer(timeout: number): CaptureError {
  return failed(`no answer within ${timeout} ms`);
}

function failed(message: string, cause?: Error): CaptureError {
  return new CaptureError('ERR_CAPTURE_FAILED', message, cause && { cause });
}
