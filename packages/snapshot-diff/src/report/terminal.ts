import type { PathStep } from '../graph/path-step.ts';
import type { IsolateCluster, Suspect } from '../compare/rank.ts';
import type { BaselineComparison, BaselineRow } from '../compare/baseline.ts';
import type { SeriesRow } from '../compare/compare-series.ts';
import type { ComparisonRow } from '../compare/comparison-row.ts';
import { isNoise } from '../compare/noise.ts';
import type { ReportDocument } from './document.ts';
import { cleaned, place } from './clean.ts';
import { bytes, count } from './numbers.ts';
import { table } from './table.ts';

export type Paint = (
  style: 'bold' | 'red' | 'green' | 'yellow' | 'dim' | 'cyan',
  text: string,
) => string;

export interface TerminalOptions {
  /** Rows per table. @default 20 */
  top?: number;
  /** Colours a text, or gives it back as it is. @default no colours */
  paint?: Paint;
}

/** The report for a person at a terminal: verdict, suspects with their paths, then the largest rows. */
export function terminalReport(document: ReportDocument, options: TerminalOptions = {}): string {
  const report = cleaned(document);
  const { top = 20, paint = (_, text) => text } = options;
  const colour = { leak: 'red', 'no leak': 'green', inconclusive: 'yellow' } as const;
  const lines = [paint('bold', paint(colour[report.verdict], report.summary)), ''];
  for (const [index, suspect] of report.suspects.slice(0, top).entries()) {
    lines.push(...suspectLines(index + 1, suspect, paint), '');
  }
  if (report.suspects.length > top)
    lines.push(paint('dim', `… ${report.suspects.length - top} more`), '');
  if (report.suspects.length === 0 && report.growing.length > 0) {
    lines.push(...growingLines(report.growing.slice(0, top), paint), '');
  }
  if (report.clusters?.length) lines.push(...clusterLines(report.clusters.slice(0, 5), paint), '');
  if (report.series) lines.push(...seriesLines(report.series.rows, top, paint), '');
  for (const isolate of report.isolates) {
    const { before, after, rows } = isolate;
    const size = `${count(before.nodes)} → ${count(after.nodes)} nodes, ${bytes(before.bytes)} → ${bytes(after.bytes)}`;
    lines.push(paint('bold', `${isolate.isolate}: ${size}, ${count(rows.length)} classes changed`));
    if (rows.length > 0) lines.push(...rowLines(rows, top, paint));
    lines.push('');
  }
  if (report.baseline) lines.push(...baselineLines(report.baseline, top, paint));
  return `${lines.join('\n').trimEnd()}\n`;
}

function clusterLines(clusters: readonly IsolateCluster[], paint: Paint): string[] {
  const holds = ({ classes }: IsolateCluster): string =>
    classes
      .slice(0, 3)
      .map((one) => `${count(one.count)} × ${one.name}`)
      .join(', ');
  const where = ({ point, path }: IsolateCluster): string =>
    place(point.location ?? path.findLast((step) => step.location)?.location);
  const columns = [
    {
      title: 'new bytes pile up in',
      cell: (one: IsolateCluster) => `${one.point.name} @${one.point.id}`,
    },
    { title: 'bytes', align: 'right', cell: (one: IsolateCluster) => bytes(one.bytes, true) },
    { title: 'in', cell: (one: IsolateCluster) => one.isolate },
    { title: 'which are', cell: holds },
    { title: 'seen from', cell: where },
  ] as const;
  return table(columns, clusters, (text) => paint('bold', text));
}

function seriesLines(rows: readonly SeriesRow[], top: number, paint: Paint): string[] {
  const steady = rows.filter((row) => row.monotone && !isNoise(row.name));
  if (steady.length === 0) return [paint('bold', 'No class grew in every step.')];
  const columns = [
    { title: 'grew in every step', cell: (row: SeriesRow) => row.name },
    {
      title: 'step by step',
      cell: (row: SeriesRow) => row.deltas.map((delta) => count(delta, true)).join(' '),
    },
    { title: 'now', align: 'right', cell: (row: SeriesRow) => count(row.counts.at(-1)!) },
    {
      title: 'new since the first',
      align: 'right',
      cell: (row: SeriesRow) => count(row.survivors[0]!),
    },
  ] as const;
  return table(columns, steady.slice(0, top), (text) => paint('bold', text));
}

function baselineLines(
  { before, after, rows }: BaselineComparison,
  top: number,
  paint: Paint,
): string[] {
  const named = rows.filter((row) => !isNoise(row.name)).slice(0, top);
  const columns = [
    { title: 'class', cell: (row: BaselineRow) => row.name },
    { title: 'stored', align: 'right', cell: (row: BaselineRow) => count(row.before) },
    { title: 'now', align: 'right', cell: (row: BaselineRow) => count(row.after) },
    { title: 'delta', align: 'right', cell: (row: BaselineRow) => count(row.delta, true) },
    { title: 'size delta', align: 'right', cell: (row: BaselineRow) => bytes(row.sizeDelta, true) },
    { title: 'file', cell: (row: BaselineRow) => row.file ?? '' },
  ] as const;
  return [
    paint('bold', `beside the baseline: ${bytes(before.bytes)} → ${bytes(after.bytes)}`),
    ...table(columns, named, (text) => paint('dim', text)),
  ];
}

/** One suspect: growth, place, isolates, companions, path. */
export function suspectLines(rank: number, suspect: Suspect, paint: Paint): string[] {
  const rate = suspect.per === undefined ? '' : ` = ${suspect.k} per ${suspect.per}`;
  const lines = [
    `${rank}. ${paint('red', `${suspect.name} ${count(suspect.delta, true)}${rate}`)}, ${bytes(suspect.shallowSize)} shallow, ${bytes(suspect.retainedSize)} retained`,
  ];
  if (suspect.location) lines.push(`   at ${paint('cyan', place(suspect.location))}`);
  if (suspect.isolates.length > 1 || suspect.isolates[0]?.isolate !== 'main') {
    const shares = suspect.isolates.map((share) => `${share.isolate} ${count(share.delta, true)}`);
    lines.push(`   in ${shares.join(', ')}`);
  }
  if (suspect.companions.length > 0) {
    const names = suspect.companions.map(({ name, delta }) => `${name} ${count(delta, true)}`);
    lines.push(paint('dim', `   with ${names.join(', ')}`));
  }
  lines.push(paint('dim', '   held by'));
  lines.push(...pathLines(suspect.path, paint).map((line) => `     ${line}`));
  return lines;
}

function growingLines(growing: readonly Suspect[], paint: Paint): string[] {
  const columns = [
    { title: 'growing class', cell: (row: Suspect) => row.name },
    { title: 'delta', align: 'right', cell: (row: Suspect) => count(row.delta, true) },
    { title: 'retained', align: 'right', cell: (row: Suspect) => bytes(row.retainedSize) },
    { title: 'where', cell: (row: Suspect) => place(row.location) },
  ] as const;
  return table(columns, growing, (text) => paint('bold', text));
}

function rowLines(rows: readonly ComparisonRow[], top: number, paint: Paint): string[] {
  // V8's own classes stand in the JSON; a person looks for names.
  const named = rows.filter((row) => !isNoise(row.name));
  const shown = named.slice(0, top);
  const columns = [
    { title: 'class', cell: (row: ComparisonRow) => row.name },
    { title: 'new', align: 'right', cell: (row: ComparisonRow) => count(row.added) },
    { title: 'deleted', align: 'right', cell: (row: ComparisonRow) => count(row.removed) },
    { title: 'delta', align: 'right', cell: (row: ComparisonRow) => count(row.delta, true) },
    {
      title: 'size delta',
      align: 'right',
      cell: (row: ComparisonRow) => bytes(row.sizeDelta, true),
    },
  ] as const;
  const lines = table(columns, shown, (text) => paint('dim', text));
  const rest = named.length - shown.length;
  const noise = rows.length - named.length;
  lines.push(paint('dim', `… ${count(rest)} more, and ${count(noise)} of V8's own (in the JSON)`));
  return lines;
}

/** A retainer path, one line a step. */
export function pathLines(path: readonly PathStep[], paint: Paint): string[] {
  return path.map((step) =>
    step.location ? `${step.text}${paint('dim', `  ${place(step.location)}`)}` : step.text,
  );
}
