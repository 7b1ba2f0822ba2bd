import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import { isMainThread, threadId, type Worker } from 'node:worker_threads';
import { OwnWorkers } from '../attach/own-workers.ts';
import { CaptureError } from '../errors.ts';
import { captureFile, makeDirectory, type CapturedIsolate } from './capture-file.ts';
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
  /** Milliseconds without a sign of life until a worker is given up. @default 60_000 */
  timeout?: number;
  /** Extra memory per byte of used heap, for the estimate. @default 23, the worst measured */
  factor?: number;
  /** Capture although the estimate says that it does not fit. @default false */
  force?: boolean;
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
  await makeDirectory(directory);
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
    await captureFile(own, threadId, join(directory, `${prefix}${own}.heapsnapshot`), (file) => {
      writeHeapSnapshot(file);
      return Promise.resolve();
    }),
  ];
  if (workers.length === 0) return results;
  const attaching = OwnWorkers.attach(timeout);
  const waiting = workers.map((worker, index) => ({ worker, id: worker.threadId, index }));
  const taken: CapturedIsolate[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { worker, id, index } = next;
      const isolate = `worker-${id}`;
      const file = join(directory, `${prefix}${isolate}.heapsnapshot`);
      taken[index] = await captureFile(isolate, id, file, async (part) =>
        writeWorkerSnapshot(await attaching, worker, part, timeout),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, lane));
  (await attaching.catch(() => undefined))?.[Symbol.dispose]();
  return [...results, ...taken];
}
