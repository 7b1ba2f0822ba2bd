import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LiveIsolate } from '../attach/live-isolate.ts';
import { attachProcess, LiveProcess, type AttachOptions } from '../attach/live-process.ts';
import { ArgumentError, CaptureError } from '../errors.ts';
import { captureFile, makeDirectory, type CapturedIsolate } from './capture-file.ts';
import {
  ASKING,
  judgeCapture,
  MEMORY_FACTOR,
  UNKNOWN_WORKER,
  type CaptureEstimate,
} from './estimate-capture.ts';
import { freeDisk } from './headroom.ts';
import { processHeadroom } from './process-headroom.ts';

/** Which threads of a process: all, the main thread, or those with these thread ids (0 is main). */
export type ThreadChoice = 'all' | 'main' | number | readonly number[];

/** How far a capture is. */
export interface CaptureProgress {
  isolate: string;
  /** Of V8's walk over the heap, 0 to 1; bytes come after it. */
  share: number;
  /** Of the snapshot, so far. */
  bytes: number;
}

export interface ThreadOptions {
  /** @default 'all' */
  threads?: ThreadChoice;
  /** Milliseconds without a sign of life until a thread is given up. @default 60_000 */
  silence?: number;
  /** Extra memory per byte of used heap, for the estimate. @default 23, the worst measured */
  factor?: number;
  /** Capture although the estimate says that it does not fit. @default false */
  force?: boolean;
  /** Stops it: files that are not whole are removed, the process is left as it was found. */
  signal?: AbortSignal;
  onProgress?: (progress: CaptureProgress) => void;
}

export interface ProcessCaptureOptions extends ThreadOptions {
  /** Where the files go; made if missing. */
  directory: string;
  /** Begins each file name. @default '' */
  prefix?: string;
}

/**
 * Takes a heap snapshot of every thread of a live process, one after the other. Each stands still
 * while it is taken, the others run. Give an attached {@link LiveProcess} to take several over one
 * connection: when it ends V8 no longer knows objects of the main thread again that move (measured on
 * Node.js 20, 22, 24 and 26), and a comparison over two then counts survivors as new.
 *
 * @returns one entry per thread, errors of single threads included
 * @throws {AttachError} when the process is not reached
 * @throws {CaptureError} ERR_CAPTURE_HEADROOM before anything is taken, ERR_CAPTURE_DIRECTORY
 * @throws {ArgumentError} when there is no such thread
 */
export async function captureProcess(
  target: AttachOptions | LiveProcess,
  options: ProcessCaptureOptions,
): Promise<CapturedIsolate[]> {
  if (!(target instanceof LiveProcess)) {
    await using attached = await attachProcess(target);
    return await captureProcess(attached, options);
  }
  const { directory, prefix = '' } = options;
  const isolates = chooseThreads(target, options.threads);
  await makeDirectory(directory);
  await refuseWithoutRoom(target, isolates, options, directory);
  const captured: CapturedIsolate[] = [];
  for (const isolate of isolates) {
    const file = join(directory, `${prefix}${isolate.isolate}.heapsnapshot`);
    captured.push(
      await captureFile(isolate.isolate, isolate.threadId, file, async (part) => {
        // The one before may have used up what there was.
        if (captured.length > 0) await refuseWithoutRoom(target, [isolate], options, directory);
        const chunks = snapshotOf(isolate, options);
        await pipeline(Readable.from(chunks, { objectMode: false }), createWriteStream(part));
      }),
    );
    options.signal?.throwIfAborted();
    if (target.lost.aborted) throw target.lost.reason;
  }
  return captured;
}

/** The chunks of one thread's snapshot, with progress. */
export async function* snapshotOf(
  isolate: LiveIsolate,
  { silence = 60_000, signal, onProgress }: ThreadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const progress = { isolate: isolate.isolate, share: 0, bytes: 0 };
  const onShare = (share: number): void => onProgress?.({ ...progress, share });
  for await (const chunk of isolate.snapshot({ timeout: silence, signal, onProgress: onShare })) {
    progress.share = 1;
    progress.bytes += chunk.length;
    onProgress?.({ ...progress });
    yield chunk;
  }
}

/** @throws {ArgumentError} when there is no such thread */
export function chooseThreads(target: LiveProcess, choice: ThreadChoice = 'all'): LiveIsolate[] {
  const { isolates } = target;
  if (choice === 'all') return isolates;
  const ids = choice === 'main' ? [0] : typeof choice === 'number' ? [choice] : choice;
  return ids.map((id) => {
    const found = isolates.find(({ threadId }) => threadId === id);
    if (found) return found;
    const known = isolates.map(({ threadId }) => threadId).join(', ');
    throw new ArgumentError(`process ${target.pid} has no thread ${id}; it has ${known}`);
  });
}

/** @throws {CaptureError} ERR_CAPTURE_HEADROOM */
export async function refuseWithoutRoom(
  target: LiveProcess,
  isolates: readonly LiveIsolate[],
  options: ThreadOptions,
  directory?: string,
): Promise<void> {
  if (options.force) return;
  const estimate = await estimateProcess(target, isolates, options.factor, directory);
  if (estimate.fits) return;
  throw new CaptureError('ERR_CAPTURE_HEADROOM', `no snapshot taken: ${estimate.reason}`);
}

async function estimateProcess(
  target: LiveProcess,
  isolates: readonly LiveIsolate[],
  factor = MEMORY_FACTOR,
  directory?: string,
): Promise<CaptureEstimate> {
  if (!(factor > 0)) throw new ArgumentError(`factor is ${factor}, expected a number over 0`);
  const heaps = isolates.map(async (isolate) => ({
    isolate: isolate.isolate,
    heapUsed: await isolate.heapUsed(ASKING).catch(() => UNKNOWN_WORKER),
  }));
  return judgeCapture({
    isolates: await Promise.all(heaps),
    concurrency: 1,
    factor,
    headroom: await processHeadroom(target),
    directory,
    freeDisk: directory === undefined ? undefined : await freeDisk(directory),
  });
}
