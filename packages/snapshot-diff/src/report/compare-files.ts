import { compareSnapshots } from '../compare/compare-snapshots.ts';
import { readCounts, type CountOptions } from '../compare/counts.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import { readSnapshot } from '../graph/read-snapshot.ts';
import { reportDocument, type ReportDocument, type SnapshotSize } from './document.ts';

/** Reads two files of one isolate and makes the report of their comparison. */
export async function compareFiles(
  base: string,
  target: string,
  options: CountOptions,
): Promise<ReportDocument> {
  const counts = readCounts(options);
  const before = await readSnapshot(base);
  const after = await readSnapshot(target);
  const { rows, suspects, growing } = compareSnapshots(before, after, options);
  return reportDocument({
    counts: Object.fromEntries(counts.map(({ name, count }) => [name, count])),
    suspects,
    growing,
    isolates: [
      { isolate: 'main', threadId: 0, before: sizeOf(before), after: sizeOf(after), rows },
    ],
  });
}

function sizeOf(snapshot: Snapshot): SnapshotSize {
  return { nodes: snapshot.nodeCount, edges: snapshot.edgeCount, bytes: snapshot.totalSize };
}
