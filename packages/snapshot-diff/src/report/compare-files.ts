import { compareWithSide, type Comparison } from '../compare/compare-snapshots.ts';
import { reduce, type Side } from '../compare/side.ts';
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
  const { comparison, before, after } =
    files.length > 2 ? await compareThree(files, options) : await compareTwo(files, options);
  const { rows, suspects, growing } = comparison;
  const report = reportDocument({
    method: files.length > 2 ? 'survivors' : 'comparison',
    counts: Object.fromEntries(counts.map(({ name, count }) => [name, count])),
    suspects,
    growing,
    isolates: [{ isolate: 'main', threadId: 0, before, after: sizeOf(after), rows }],
  });
  return { report, retained: () => retainedTree(after) };
}

interface Compared {
  comparison: Comparison;
  before: SnapshotSize;
  after: Snapshot;
}

async function compareTwo(files: readonly string[], options: CountOptions): Promise<Compared> {
  const { side, size } = await readSide(files[0]!);
  const after = await readSnapshot(files[1]!);
  return { comparison: compareWithSide(side, after, options), before: size, after };
}

async function compareThree(files: readonly string[], options: CountOptions): Promise<Compared> {
  const first = await readSnapshot(files[0]!);
  const second = await readSnapshot(files[1]!);
  const after = await readSnapshot(files[2]!);
  const comparison = compareSurvivors(first, second, after, options);
  return { comparison, before: sizeOf(first), after };
}

/** In a function of its own, so that the first snapshot is garbage before the second is read. */
async function readSide(file: string): Promise<{ side: Side; size: SnapshotSize }> {
  const snapshot = await readSnapshot(file);
  return { side: reduce(snapshot), size: sizeOf(snapshot) };
}

function sizeOf(snapshot: Snapshot): SnapshotSize {
  return { nodes: snapshot.nodeCount, edges: snapshot.edgeCount, bytes: snapshot.totalSize };
}
