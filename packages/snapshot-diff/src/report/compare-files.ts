import type { Budget } from '../compare/budget.ts';
import { compareWithSide, type Comparison } from '../compare/compare-snapshots.ts';
import { readCounts, type CountOptions } from '../compare/counts.ts';
import { compareSurvivors } from '../compare/survivors.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import { sizeOf, type SnapshotSize } from '../graph/snapshot-size.ts';
import { retainedTree, type RetainedNode } from '../graph/retained-tree.ts';
import { loadPair } from '../load/load-pair.ts';
import { readSnapshots } from '../load/read-snapshots.ts';
import { withinBudget } from './within-budget.ts';
import { reportDocument, type ReportDocument } from './document.ts';

export interface FilesComparison {
  report: ReportDocument;
  /** What the last heap is made of; costs a walk over it. */
  retained(): RetainedNode;
}

export interface FilesOptions extends CountOptions {
  budget?: Budget | undefined;
  /** What is done now, for a person who waits. */
  onStep?: ((step: string) => void) | undefined;
}

/**
 * Reads two files of one isolate and makes the report of their comparison; with three, of what came
 * between the first two and is still there in the third.
 */
export async function compareFiles(
  files: readonly string[],
  options: FilesOptions,
): Promise<FilesComparison> {
  const counts = readCounts(options);
  options.onStep?.(`reading ${files.join(' and ')}`);
  const { comparison, before, after } =
    files.length > 2 ? await compareThree(files, options) : await compareTwo(files, options);
  const { rows, suspects, growing } = comparison;
  const compared = {
    method: files.length > 2 ? ('survivors' as const) : ('comparison' as const),
    counts: Object.fromEntries(counts.map(({ name, count }) => [name, count])),
    suspects,
    growing,
    isolates: [{ isolate: 'main', threadId: 0, before, after: sizeOf(after), rows }],
  };
  const report = reportDocument(withinBudget(compared, options.budget));
  return { report, retained: () => retainedTree(after) };
}

interface Compared {
  comparison: Comparison;
  before: SnapshotSize;
  after: Snapshot;
}

async function compareTwo(files: readonly string[], options: FilesOptions): Promise<Compared> {
  const { base, size, target } = await loadPair(files[0]!, files[1]!);
  options.onStep?.('comparing');
  return { comparison: compareWithSide(base, target, options), before: size, after: target };
}

async function compareThree(files: readonly string[], options: FilesOptions): Promise<Compared> {
  const [first, second, after] = await readSnapshots(files.slice(0, 3));
  options.onStep?.('comparing');
  const comparison = compareSurvivors(first!, second!, after!, options);
  return { comparison, before: sizeOf(first!), after: after! };
}
