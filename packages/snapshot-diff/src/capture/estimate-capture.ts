import { tmpdir } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { isMainThread, threadId, type Worker } from 'node:worker_threads';
import { ArgumentError } from '../errors.ts';
import { freeDisk, memoryHeadroom, type Headroom } from './headroom.ts';
import { WorkerTargets, type WorkerTarget } from './worker-targets.ts';

/**
 * Extra resident memory while a snapshot is taken, per byte of used heap. Measured on Node 20 to 26:
 * 4.6 to 9.6 for mixed heaps, 20.5 to 22.8 for four million objects of one field. Over the inspector
 * it is the same within a twentieth: V8 frees most of it before the last chunks are on their way.
 */
export const MEMORY_FACTOR = 23;
/** File bytes per byte of used heap: 1.2 to 2.3 measured. */
const FILE_FACTOR = 2.3;
/** Assumed where a worker does not tell the size of its heap. An idle one uses 3 to 5 MB. */
export const UNKNOWN_WORKER: number = 8 << 20;
/** For a worker to tell the size of its heap, in milliseconds. */
export const ASKING = 2000;

/** Used heap of one isolate, in bytes. */
export interface IsolateHeap {
  isolate: string;
  heapUsed: number;
}

export interface EstimateOptions {
  /** Isolates with their heap sizes. @default this thread and `workers`, asked now */
  isolates?: readonly IsolateHeap[];
  /** @default every worker of the process; on a worker thread those that `trackWorkers()` saw */
  workers?: readonly Worker[];
  /** Where the files would go. @default the system's directory for temporary files */
  directory?: string;
  /** Snapshots taken at the same time. @default 1 */
  concurrency?: number;
  /** Extra memory per byte of used heap. @default 23, the worst measured */
  factor?: number;
}

/** Whether snapshots fit, before any is taken. All sizes in bytes. */
export interface CaptureEstimate {
  /** Extra memory at the peak. */
  needed: number;
  /** Memory this process may still take. */
  available: number;
  disk: { needed: number; available: number | undefined };
  isolates: IsolateHeap[];
  fits: boolean;
  /** One sentence for a person, whether it fits or not. */
  reason: string;
}

/**
 * Foretells what a capture costs. A snapshot costs many times the heap in memory: in a container
 * with no room for it the kernel kills the process, and the file is lost too.
 */
export async function estimateCapture(options: EstimateOptions = {}): Promise<CaptureEstimate> {
  const { concurrency = 1, factor = MEMORY_FACTOR, directory = tmpdir() } = options;
  if (!(factor > 0)) throw new ArgumentError(`factor is ${factor}, expected a number over 0`);
  const isolates = options.isolates ? [...options.isolates] : await heapsOf(options.workers);
  return judgeCapture({
    isolates,
    concurrency,
    factor,
    headroom: memoryHeadroom(),
    directory,
    freeDisk: await freeDisk(directory),
  });
}

/** What an estimate is made of. Sizes in bytes. */
export interface CaptureCircumstances {
  isolates: IsolateHeap[];
  concurrency: number;
  factor: number;
  headroom: Headroom;
  /** Undefined when nothing is written. */
  directory: string | undefined;
  freeDisk: number | undefined;
}

export function judgeCapture(given: CaptureCircumstances): CaptureEstimate {
  const { isolates, concurrency, factor, headroom, directory } = given;
  const { available, limitedBy } = headroom;
  const heaps = isolates.map((isolate) => isolate.heapUsed).sort((one, other) => other - one);
  const needed = Math.ceil(sum(heaps.slice(0, Math.max(1, concurrency))) * factor);
  const disk = {
    needed: directory === undefined ? 0 : Math.ceil(sum(heaps) * FILE_FACTOR),
    available: given.freeDisk,
  };
  const memoryFits = needed <= available;
  const diskFits = disk.available === undefined || disk.needed <= disk.available;
  return {
    needed,
    available,
    disk,
    isolates,
    fits: memoryFits && diskFits,
    reason: !memoryFits
      ? `needs about ${megabytes(needed)} more memory, ${megabytes(available)} left (limit: ${limitedBy}). That is ${factor} times the heap of ${megabytes(heaps[0] ?? 0)}, as for a heap of small objects; mixed ones take 5 to 10 (a smaller factor). Raise the limit, take it while the heap is small, or force it`
      : diskFits
        ? `needs about ${megabytes(needed)} of ${megabytes(available)} left, and ${megabytes(disk.needed)} of disk`
        : `needs about ${megabytes(disk.needed)} of disk in ${directory}, ${megabytes(disk.available!)} left`,
  };
}

/** The heaps of this thread and of those workers, asked now. */
async function heapsOf(workers: readonly Worker[] | undefined): Promise<IsolateHeap[]> {
  using targets = await WorkerTargets.find(workers, ASKING);
  const own = isMainThread ? 'main' : `worker-${threadId}`;
  const main = { isolate: own, heapUsed: getHeapStatistics().used_heap_size };
  return [main, ...(await Promise.all(targets.all.map(heapOf)))];
}

async function heapOf(worker: WorkerTarget): Promise<IsolateHeap> {
  const isolate = `worker-${worker.threadId}`;
  try {
    const heapUsed = await worker.reach()?.heapUsed(ASKING);
    return { isolate, heapUsed: heapUsed ?? UNKNOWN_WORKER };
  } catch {
    return { isolate, heapUsed: UNKNOWN_WORKER };
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1048576).toLocaleString('en-US')} MiB`;
}
