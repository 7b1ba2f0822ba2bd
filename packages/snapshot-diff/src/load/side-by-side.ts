import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { memoryHeadroom } from '../capture/headroom.ts';
import type { SnapshotSource } from '../parse/source.ts';
import { hasReader } from './read-in-thread.ts';

/**
 * Below this a thread costs more than it saves: each makes all code fast anew, 100 ms and more of CPU, and
 * 35 MB are read and sorted into classes in 200.
 */
const LARGE = 64e6;
/** Memory at most for a byte of file while it is read and analysed. */
const PER_BYTE = 1.25;

/** `'auto'`: when all are large files, there is more than one core, and memory for all at once. */
export type WorkerChoice = 'auto' | boolean;

/** Files to read in threads of their own; one after the other where there is no room for all. */
export interface InThreads {
  paths: string[];
  together: boolean;
}

/** @returns undefined when the sources are to be read in this thread */
export function inThreads(
  sources: readonly SnapshotSource[],
  choice: WorkerChoice,
): InThreads | undefined {
  if (choice === false || !hasReader()) return undefined;
  const paths = sources.map(pathOf).filter((path) => path !== undefined);
  if (paths.length < sources.length) return undefined;
  if (choice === true) return { paths, together: true };
  const sizes = paths.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  if (paths.length < 2 || Math.min(...sizes) < LARGE) return undefined;
  const needed = sizes.reduce((sum, size) => sum + size, 0) * PER_BYTE;
  return { paths, together: availableParallelism() > 1 && needed < memoryHeadroom().available };
}

function pathOf(source: SnapshotSource): string | undefined {
  if (typeof source === 'string') return source;
  return source instanceof URL && source.protocol === 'file:' ? fileURLToPath(source) : undefined;
}
