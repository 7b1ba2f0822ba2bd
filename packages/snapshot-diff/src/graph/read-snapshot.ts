import { readColumns, type ReadOptions as ColumnOptions } from '../parse/read-columns.ts';
import type { SnapshotSource } from '../parse/source.ts';
import { Snapshot } from './snapshot.ts';

export interface ReadOptions extends ColumnOptions {
  /**
   * Source map URLs (`data:` or a path) by script id, for scripts that are no files: a test runner
   * transforms modules in memory. @default the `sourceMappingURL` comment of each file
   */
  sourceMaps?: ReadonlyMap<number, string>;
}

/**
 * Reads a `.heapsnapshot` of Node.js 20 to 26 or Chrome, main thread or worker.
 *
 * @param source - path, `file:` URL, `Readable` or async iterable of bytes
 * @throws {SnapshotError} with a `code` and the byte position; never a half-read snapshot
 */
export async function readSnapshot(
  source: SnapshotSource,
  options: ReadOptions = {},
): Promise<Snapshot> {
  const { columns, label } = await readColumns(source, options);
  return new Snapshot(columns, label, options.sourceMaps);
}
