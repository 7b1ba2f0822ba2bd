import { readSnapshot } from '../graph/read-snapshot.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import type { ReadOptions } from '../parse/read-columns.ts';
import type { SnapshotSource } from '../parse/source.ts';
import { snapshotOf } from './parts.ts';
import { partsProgress } from './parts-progress.ts';
import { readInThread } from './read-in-thread.ts';
import { inThreads, type WorkerChoice } from './side-by-side.ts';
import { together } from './together.ts';

export interface ReadManyOptions extends Omit<ReadOptions, 'label'> {
  /**
   * Read and analyse each file in a thread of its own. Streams are read in this thread. `'auto'`: when
   * all are large files, there is more than one core, and memory enough for all at once.
   * @default 'auto'
   */
  workers?: WorkerChoice;
}

/**
 * Reads several snapshots, side by side where that is faster. From a thread they come with their
 * dominators, retained sizes, distances and classes; nothing is copied on the way.
 *
 * @throws {SnapshotError} as `readSnapshot`; by then every thread has ended
 */
export async function readSnapshots(
  sources: readonly SnapshotSource[],
  options: ReadManyOptions = {},
): Promise<Snapshot[]> {
  const { workers = 'auto', signal, onProgress, ...rest } = options;
  const onProgresses = partsProgress(sources.length, onProgress);
  const threads = inThreads(sources, workers);
  if (!threads?.together) {
    const snapshots: Snapshot[] = [];
    for (const [index, source] of sources.entries()) {
      const reading = { ...rest, onProgress: onProgresses[index], ...(signal && { signal }) };
      snapshots.push(await readSnapshot(source, reading));
    }
    return snapshots;
  }
  return together(
    signal,
    threads.paths.map(
      (path, index) => async (stop: AbortSignal) =>
        snapshotOf(
          await readInThread({ kind: 'snapshot', path, ...rest }, stop, onProgresses[index]),
        ),
    ),
  );
}
