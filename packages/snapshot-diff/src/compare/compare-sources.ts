import { loadPair, type LoadOptions } from '../load/load-pair.ts';
import type { SnapshotSource } from '../parse/source.ts';
import { compareWithSide, type CompareOptions, type Comparison } from './compare-snapshots.ts';

export interface CompareSourcesOptions extends CompareOptions, LoadOptions {}

/**
 * Reads two snapshots of one isolate and compares them. Large files are read side by side, each in a
 * thread of its own; else only 12 bytes a node of the first stay in memory while the second is read.
 * Streams are read as they come, with no file: what `v8.getHeapSnapshot()` gives can be handed in.
 *
 * @throws {SnapshotError} when one cannot be read
 * @throws {ArgumentError} when a count is no whole number
 */
export async function compareSources(
  before: SnapshotSource,
  after: SnapshotSource,
  options: CompareSourcesOptions = {},
): Promise<Comparison> {
  const { base, target } = await loadPair(before, after, options);
  return compareWithSide(base, target, options);
}
