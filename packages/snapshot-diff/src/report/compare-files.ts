import type { Budget } from '../compare/budget.ts';
import { compareWithSide, type Comparison } from '../compare/compare-snapshots.ts';
import { readCounts, type CountOptions } from '../compare/counts.ts';
import { compareWithBaseline, type Baseline } from '../compare/baseline.ts';
import { compareSeries } from '../compare/compare-series.ts';
import { compareSurvivors } from '../compare/survivors.ts';
import type { Snapshot } from '../graph/snapshot.ts';
import { sizeOf, type SnapshotSize } from '../graph/snapshot-size.ts';
import { retainedTree, type RetainedNode } from '../graph/retained-tree.ts';
import type { OnProgress } from '../parse/read-columns.ts';
import { loadPair } from '../load/load-pair.ts';
import { readSnapshots } from '../load/read-snapshots.ts';
import { withinBudget } from './within-budget.ts';
import { reportDocument, type ReportDocument, type ReportInput } from './document.ts';

export interface FilesComparison {
  report: ReportDocument;
  /** What the last heap is made of; costs a walk over it. */
  retained(): RetainedNode;
  /** The last heap. */
  last: Snapshot;
}

export interface FilesOptions extends CountOptions {
  budget?: Budget | undefined;
  /** A stored heap, to compare the last one with. */
  baseline?: Baseline | undefined;
  /** What is done now, for a person who waits. */
  onStep?: ((step: string) => void) | undefined;
  /** How much of all files is read, 0 to 1. */
  onProgress?: OnProgress | undefined;
}

/**
 * Reads two files of one isolate and makes the report of their comparison; with three, of what came
 * between the first two and is still there in the third; with more, of what grew in every step.
 */
export async function compareFiles(
  files: readonly string[],
  options: FilesOptions,
): Promise<FilesComparison> {
  const counts = readCounts(options);
  options.onStep?.(`reading ${files.join(' and ')}`);
  const method = files.length > 3 ? 'series' : files.length > 2 ? 'survivors' : 'comparison';
  const how = { comparison: compareTwo, survivors: compareThree, series: compareMany };
  const { comparison, before, after, series } = await how[method](files, options);
  const { rows, suspects, growing, clusters } = comparison;
  const { baseline } = options;
  const compared = {
    method,
    counts: Object.fromEntries(counts.map(({ name, count }) => [name, count])),
    suspects,
    growing,
    clusters,
    isolates: [{ isolate: 'main', threadId: 0, before, after: sizeOf(after), rows }],
    ...(series ? { series } : {}),
    ...(baseline ? { baseline: compareWithBaseline(baseline, after) } : {}),
  } satisfies ReportInput;
  const report = reportDocument(withinBudget(compared, options.budget));
  return { report, retained: () => retainedTree(after), last: after };
}

interface Compared {
  comparison: Comparison;
  before: SnapshotSize;
  after: Snapshot;
  series?: ReportInput['series'];
}

async function compareMany(files: readonly string[], options: FilesOptions): Promise<Compared> {
  const { last: after, sizes, series: rows, ...comparison } = await compareSeries(files, options);
  return { comparison, before: sizes[0]!, after, series: { sizes, rows } };
}

async function compareTwo(files: readonly string[], options: FilesOptions): Promise<Compared> {
  const { base, size, target } = await loadPair(files[0]!, files[1]!, {
    onProgress: options.onProgress,
  });
  options.onStep?.('comparing');
  return { comparison: compareWithSide(base, target, options), before: size, after: target };
}

async function compareThree(files: readonly string[], options: FilesOptions): Promise<Compared> {
  const [first, second, after] = await readSnapshots(files.slice(0, 3), {
    onProgress: options.onProgress,
  });
  options.onStep?.('comparing');
  const comparison = compareSurvivors(first!, second!, after!, options);
  return { comparison, before: sizeOf(first!), after: after! };
}
