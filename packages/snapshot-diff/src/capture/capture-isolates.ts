import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import { isMainThread, threadId, type Worker } from 'node:worker_threads';
import { CaptureError } from '../errors.ts';
import { captureFile, makeDirectory, type CapturedIsolate } from './capture-file.ts';
import { estimateCapture } from './estimate-capture.ts';
import { writeWorkerSnapshot } from './worker-snapshot.ts';
import { WorkerTargets } from './worker-targets.ts';

export interface CaptureOptions {
  /** Where the files go; made if missing. */
  directory: string;
  /** Begins each file name. @default '' */
  prefix?: string;
  /**
   * Workers besides this thread.
   * @default every worker of the process, workers of workers too; on a worker thread those that
   *   `trackWorkers()` saw there
   */
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
  const { directory, prefix = '', concurrency = 1, timeout = 60_000, factor } = options;
  await makeDirectory(directory);
  if (!options.force) {
    const { workers } = options;
    const given = {
      ...(workers === undefined ? {} : { workers }),
      ...(factor === undefined ? {} : { factor }),
    };
    const estimate = await estimateCapture({ directory, concurrency, ...given });
    if (!estimate.fits) {
      throw new CaptureError('ERR_CAPTURE_HEADROOM', `no snapshot taken: ${estimate.reason}`);
    }
  }
  const fileOf = (isolate: string): string => join(directory, `${prefix}${isolate}.heapsnapshot`);
  const own = isMainThread ? 'main' : `worker-${threadId}`;
  const results = [
    await captureFile(own, threadId, fileOf(own), (part) => {
      writeHeapSnapshot(part);
      return Promise.resolve();
    }),
  ];
  // Not before: of what is needed to reach the workers, nothing is to be in this thread's snapshot.
  using workers = await WorkerTargets.find(options.workers, timeout);
  const waiting = workers.all.map((worker, index) => ({ worker, index }));
  const taken: CapturedIsolate[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { worker, index } = next;
      const isolate = `worker-${worker.threadId}`;
      taken[index] = await captureFile(isolate, worker.threadId, fileOf(isolate), (part) =>
        writeWorkerSnapshot(worker, part, timeout),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, lane));
  return [...results, ...taken];
}
