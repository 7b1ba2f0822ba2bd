import { reduce, sideOf, type Side } from '../compare/side.ts';
import { readSnapshot } from '../graph/read-snapshot.ts';
import { sizeOf, type SnapshotSize } from '../graph/snapshot-size.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import type { OnProgress } from '../parse/read-columns.ts';
import type { SnapshotSource } from '../parse/source.ts';
import type { Answers } from './job.ts';
import { snapshotOf } from './parts.ts';
import { partsProgress } from './parts-progress.ts';
import { readInThread } from './read-in-thread.ts';
import { inThreads, type WorkerChoice } from './side-by-side.ts';
import { together } from './together.ts';

/** All that is kept of the first snapshot. */
export interface LoadedSide {
  base: Side;
  size: SnapshotSize;
}

export interface LoadedPair extends LoadedSide {
  target: Snapshot;
}

export interface LoadOptions {
  /** @default 'auto' */
  workers?: WorkerChoice;
  signal?: AbortSignal;
  /** Called while files are read: how much of both is, 0 to 1. */
  onProgress?: OnProgress | undefined;
}

interface PairOptions extends LoadOptions {
  /** What will be asked of the later snapshot, so that its thread can find it out. @default true */
  explain?: boolean | undefined;
}

/**
 * Reads two snapshots to be compared: side by side where there is memory for both, else the first is
 * gone from memory, but for its side, before the second is read.
 */
export async function loadPair(
  before: SnapshotSource,
  after: SnapshotSource,
  { workers = 'auto', signal, onProgress, explain = true }: PairOptions = {},
  /** Of the later snapshot, as `readSnapshot` takes them. */
  sourceMaps?: ReadonlyMap<number, string>,
): Promise<LoadedPair> {
  const threads = inThreads([before, after], workers);
  const reading = signal ? { signal } : {};
  const [ofFirst, ofSecond] = partsProgress(2, onProgress);
  if (!threads?.together) {
    // All that a thread does not hand over is free at once when it ends; here it would wait for V8.
    const { base, size } = threads
      ? await readSideInThread(threads.paths[0]!, signal, ofFirst)
      : await readSide(before, { ...reading, onProgress: ofFirst });
    const target = await readSnapshot(after, {
      ...reading,
      onProgress: ofSecond,
      ...(sourceMaps && { sourceMaps }),
    });
    return { base, size, target };
  }
  const depth = explain ? 'dominators' : 'classes';
  const [first, parts] = await together<[LoadedSide, Answers['snapshot']]>(signal, [
    (stop) => readSideInThread(threads.paths[0]!, stop, ofFirst),
    (stop) => readInThread({ kind: 'snapshot', path: threads.paths[1]!, depth }, stop, ofSecond),
  ]);
  return { ...first, target: snapshotOf(parts, sourceMaps) };
}

async function readSideInThread(
  path: string,
  signal: AbortSignal | undefined,
  onProgress: OnProgress | undefined,
): Promise<LoadedSide> {
  const { side, size } = await readInThread({ kind: 'side', path }, signal, onProgress);
  return { base: sideOf(side), size };
}

/** In a function of its own, so that the snapshot is garbage before the next one is read. */
export async function readSide(
  source: SnapshotSource,
  reading: { signal?: AbortSignal; onProgress?: OnProgress | undefined } = {},
): Promise<LoadedSide> {
  const snapshot = await readSnapshot(source, reading);
  return { base: reduce(snapshot), size: sizeOf(snapshot) };
}
