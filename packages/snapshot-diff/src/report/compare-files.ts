import { compareSnapshots } from '../compare/compare-snapshots.ts';
import { readCounts, type CountOptions } from '../compare/counts.ts';
import { compareSurvivors } from '../compare/survivors.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import { readSnapshot } from '../graph/read-snapshot.ts';
import { retainedTree, type RetainedNode } from '../graph/retained-tree.ts';
import { reportDocument, type ReportDocument, type SnapshotSize } from './document.ts';

export interface FilesComparison {
  report: ReportDocument;
  /** What the last heap is made of; costs a walk over it. */
  retained(): RetainedNode;
}

/**
 * Reads two files of one isolate and makes the report of their comparison; with three, of what came
 * between the first two and is still there in the third.
 */
export async function compareFiles(
  files: readonly string[],
  options: CountOptions,
): Promise<FilesComparison> {
  const counts = readCounts(options);
  const [before, second, third] = await readAll(files);
  const after = third ?? second!;
  const { rows, suspects, growing } = third
    ? compareSurvivors(before!, second!, third, options)
    : compareSnapshots(before!, after, options);
  const report = reportDocument({
    method: third ? 'survivors' : 'comparison',
    counts: Object.fromEntries(counts.map(({ name, count }) => [name, count])),
    suspects,
    growing,
    isolates: [
      { isolate: 'main', threadId: 0, before: sizeOf(before!), after: sizeOf(after), rows },
    ],
  });
  return { report, retained: () => retainedTree(after) };
}

async function readAll(files: readonly string[]): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  for (const file of files) snapshots.push(await readSnapshot(file));
  return snapshots;
}

function sizeOf(snapshot: Snapshot): SnapshotSize {
  return { nodes: snapshot.nodeCount, edges: snapshot.edgeCount, bytes: snapshot.totalSize };
}
