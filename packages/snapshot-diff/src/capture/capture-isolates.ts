import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import { isMainThread, threadId, type Worker } from 'node:worker_threads';
import { CaptureError } from '../errors.ts';
import { estimateCapture } from './estimate-capture.ts';
import { trackedWorkers } from './track-workers.ts';
import { writeWorkerSnapshot } from './worker-snapshot.ts';

export interface CaptureOptions {
  /** Where the files go; made if missing. */
  directory: string;
  /** Begins each file name. @default '' */
  prefix?: string;
  /** Workers besides this thread. @default every tracked live worker, see `trackWorkers` */
  workers?: readonly Worker[];
  /** Workers at a time. More is faster and takes more memory. @default 1 */
  concurrency?: number;
  /** Milliseconds until a worker that does not answer is given up. @default 60_000 */
  timeout?: number;
  /** Extra memory per byte of used heap, for the estimate. @default 14, the worst measured */
  factor?: number;
  /** Capture although the estimate says that it does not fit. @default false */
  force?: boolean;
}

/** One file, or why there is none. */
export interface CapturedIsolate {
  /** `main`, or `worker-` and the thread id. */
  isolate: string;
  threadId: number;
  file: string;
  /** Of the file; 0 with an error. */
  bytes: number;
  milliseconds: number;
  /** Set when this isolate could not be captured: it ended meanwhile, or did not answer. */
  error?: { code: string; message: string };
}

/**
 * Takes a heap snapshot of this thread and of every worker, this thread's first. The event loop of
 * an isolate stands still while its snapshot is taken.
 *
 * @returns one entry per isolate, errors of single workers included
 * @throws {CaptureError} ERR_CAPTURE_HEADROOM before anything is written, when memory or disk would
 *   not do; ERR_CAPTURE_DIRECTORY when the directory cannot be made
 */
export async function captureIsolates(options: CaptureOptions): Promise<CapturedIsolate[]> {
  const { directory, prefix = '', concurrency = 1, timeout = 60_000 } = options;
  const workers = options.workers ?? trackedWorkers();
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw new CaptureError('ERR_CAPTURE_DIRECTORY', `cannot make the directory ${directory}`, {
      cause,
    });
  }
  if (!options.force) {
    const { factor } = options;
    const measure = factor === undefined ? {} : { factor };
    const estimate = await estimateCapture({ workers, directory, concurrency, ...measure });
    if (!estimate.fits) {
      throw new CaptureError('ERR_CAPTURE_HEADROOM', `no snapshot taken: ${estimate.reason}`);
    }
  }
  const own = isMainThread ? 'main' : `worker-${threadId}`;
  const results = [
    await capture(own, threadId, join(directory, `${prefix}${own}.heapsnapshot`), (file) => {
      writeHeapSnapshot(file);
      return Promise.resolve();
    }),
  ];
  const waiting = workers.map((worker, index) => ({ worker, id: worker.threadId, index }));
  const taken: CapturedIsolate[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { worker, id, index } = next;
      const isolate = `worker-${id}`;
      const file = join(directory, `${prefix}${isolate}.heapsnapshot`);
      taken[index] = await capture(isolate, id, file, (part) =>
        writeWorkerSnapshot(worker, part, timeout),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, lane));
  return [...results, ...taken];
}

/** Writes under another name first: a file with the final name is always whole. */
async function capture(
  isolate: string,
  id: number,
  file: string,
  write: (part: string) => Promise<void>,
): Promise<CapturedIsolate> {
  const started = performance.now();
  const part = `${file}.part`;
  const done = (bytes: number): CapturedIsolate => ({
    isolate,
    threadId: id,
    file,
    bytes,
    milliseconds: Math.round(performance.now() - started),
  });
  try {
    await write(part);
    const { size } = await stat(part);
    await rename(part, file);
    return done(size);
  } catch (error) {
    await rm(part, { force: true });
    const { code = 'ERR_CAPTURE_FAILED', message } = error as NodeJS.ErrnoException;
    return { ...done(0), error: { code, message } };
  }
}
