import { reduce, sideOf, type Side } from '../compare/side.ts';
import { readSnapshot } from '../graph/read-snapshot.ts';
import { sizeOf, type SnapshotSize } from '../graph/snapshot-size.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import type { SnapshotSource } from '../parse/source.ts';
import type { Answers } from './job.ts';
import { snapshotOf } from './parts.ts';
import { readInThread } from './read-in-thread.ts';
import { pathsSideBySide, type WorkerChoice } from './side-by-side.ts';
import { together } from './together.ts';

export interface LoadedPair {
  /** All that is kept of the first. */
  base: Side;
  size: SnapshotSize;
  target: Snapshot;
}

export interface LoadOptions {
  /** @default 'auto' */
  workers?: WorkerChoice;
  signal?: AbortSignal;
}

/**
 * Reads two snapshots to be compared: side by side where there is memory for both, else the first is
 * gone from memory, but for its side, before the second is read.
 */
export async function loadPair(
  before: SnapshotSource,
  after: SnapshotSource,
  { workers = 'auto', signal }: LoadOptions = {},
  /** Of the later snapshot, as `readSnapshot` takes them. */
  sourceMaps?: ReadonlyMap<number, string>,
): Promise<LoadedPair> {
  const paths = pathsSideBySide([before, after], workers);
  if (!paths) {
    const reading = signal ? { signal } : {};
    const { base, size } = await readSide(before, reading);
    return {
      base,
      size,
      target: await readSnapshot(after, { ...reading, ...(sourceMaps && { sourceMaps }) }),
    };
  }
  const [{ side, size }, parts] = await together<[Answers['side'], Answers['snapshot']]>(signal, [
    (stop) => readInThread({ kind: 'side', path: paths[0]! }, stop),
    (stop) => readInThread({ kind: 'snapshot', path: paths[1]! }, stop),
  ]);
  return { base: sideOf(side), size, target: snapshotOf(parts, sourceMaps) };
}

/** In a function of its own, so that the snapshot is garbage before the next one is read. */
export async function readSide(
  source: SnapshotSource,
  reading: { signal?: AbortSignal } = {},
): Promise<{ base: Side; size: SnapshotSize }> {
  const snapshot = await readSnapshot(source, reading);
  return { base: reduce(snapshot), size: sizeOf(snapshot) };
}
