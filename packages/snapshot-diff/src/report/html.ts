import type { BaselineRow } from '../compare/baseline.ts';
import type { Overrun } from '../compare/budget.ts';
import type { SeriesRow } from '../compare/compare-series.ts';
import { isNoise } from '../compare/noise.ts';
import type { IsolateCluster, Suspect } from '../compare/rank.ts';
import type { ComparisonRow } from '../compare/comparison-row.ts';
import type { PathStep } from '../graph/path-step.ts';
import type { RetainedNode } from '../graph/retained-tree.ts';
import { clean, place } from './clean.ts';
import { overrunWords, type ReportDocument } from './document.ts';
import { SCRIPT, STYLE } from './html-assets.ts';
import { bytes, count } from './numbers.ts';
import { layOut, type Tile } from './treemap.ts';

export interface HtmlOptions {
  /** What the later heap is made of; drawn as a tree map. */
  retained?: RetainedNode;
  /** @default 'Heap comparison' */
  title?: string;
}

const WIDTH = 1100;
const HEIGHT = 460;

/** The report as one HTML file that needs nothing else: no network, no other file. */
export function htmlReport(report: ReportDocument, options: HtmlOptions = {}): string {
  const { retained, title = 'Heap comparison' } = options;
  const verdict = report.verdict.replace(' ', '-');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}: ${escape(report.verdict)}</title>
<style>${STYLE}</style>
<main>
<header class="${verdict}">
<h1>${escape(title)}</h1>
<p class="verdict">${escape(report.summary)}</p>
${report.isolates.map(isolateFacts).join('\n')}
</header>
${report.suspects.length > 0 ? section('Suspects', report.suspects.map(suspectCard).join('\n')) : ''}
${report.overruns?.length ? section('Over budget', overrunList(report.overruns)) : ''}
${report.clusters?.length ? section('Where new bytes pile up', clusterTable(report.clusters)) : ''}
${report.series ? section('Step by step', seriesTable(report.series.rows)) : ''}
${report.growing.length > 0 ? section('Also growing', growingTable(report.growing)) : ''}
${retained ? section('What the later heap is made of', treemap(retained)) : ''}
${report.baseline ? section('Beside the baseline', baselineTable(report.baseline.rows)) : ''}
${report.isolates.map((isolate) => section(`Classes that changed in ${isolate.isolate}`, rowsTable(isolate.rows))).join('\n')}
</main>
<script>${SCRIPT}</script>
</html>
`;
}

function section(title: string, body: string): string {
  return `<section>\n<h2>${escape(title)}</h2>\n${body}\n</section>`;
}

function isolateFacts({ isolate, before, after }: ReportDocument['isolates'][number]): string {
  const facts = [
    `${count(before.nodes)} → ${count(after.nodes)} objects`,
    `${bytes(before.bytes)} → ${bytes(after.bytes)}`,
  ];
  return `<p class="facts"><b>${escape(isolate)}</b> ${facts.join(' · ')}</p>`;
}

function suspectCard(suspect: Suspect, index: number): string {
  const rate = suspect.per === undefined ? '' : ` = ${suspect.k} per ${suspect.per}`;
  const shares = suspect.isolates.map((share) => `${share.isolate} ${count(share.delta, true)}`);
  const facts: [string, string][] = [
    ['where', place(suspect.location)],
    ['shallow', bytes(suspect.shallowSize)],
    ['retained', bytes(suspect.retainedSize)],
    ['in', shares.join(', ')],
    ['with', suspect.companions.map((one) => `${one.name} ${count(one.delta, true)}`).join(', ')],
  ];
  return `<article>
<h3><span>${index + 1}</span> ${escape(suspect.name)} <em>${escape(count(suspect.delta, true) + rate)}</em></h3>
<dl>${facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<dt>${name}</dt><dd>${escape(value)}</dd>`)
    .join('')}</dl>
<details${index === 0 ? ' open' : ''}><summary>What holds it</summary>${pathList(suspect.path)}</details>
${suspect.otherPaths.map((path) => `<details><summary>Held another way</summary>${pathList(path)}</details>`).join('\n')}
</article>`;
}

function pathList(path: readonly PathStep[]): string {
  const steps = path.map(
    (step) => `<li>${escape(step.text)} <code>${escape(place(step.location))}</code></li>`,
  );
  return `<ol>${steps.join('')}</ol>`;
}

function overrunList(overruns: readonly Overrun[]): string {
  return `<ul>${overruns.map((one) => `<li>${escape(overrunWords(one))}</li>`).join('')}</ul>`;
}

function clusterTable(clusters: readonly IsolateCluster[]): string {
  const rows = clusters.map(({ point, isolate, objects, bytes: size, classes, path }): Cell[] => [
    [`${point.name} @${point.id}`],
    [bytes(size, true), size],
    [count(objects, true), objects],
    [classes.map((one) => `${count(one.count)} × ${one.name}`).join(', ')],
    [isolate],
    [place(point.location ?? path.findLast((step) => step.location)?.location)],
  ]);
  const titles = ['in', 'bytes', 'objects', 'which are', 'isolate', 'seen from'];
  const ways = clusters.map(
    ({ point, path }) =>
      `<details><summary>What holds ${escape(point.name)} @${point.id}</summary>${pathList(path)}</details>`,
  );
  return `${sortable(titles, rows)}\n${ways.join('\n')}`;
}

function seriesTable(rows: readonly SeriesRow[]): string {
  const cells = (row: SeriesRow): Cell[] => [
    [row.name],
    [row.monotone ? 'every step' : ''],
    [row.deltas.map((delta) => count(delta, true)).join(' ')],
    [count(row.counts.at(-1)!), row.counts.at(-1)!],
    [count(row.survivors[0]!), row.survivors[0]!],
    [bytes(row.bytes.at(-1)! - row.bytes[0]!, true), row.bytes.at(-1)! - row.bytes[0]!],
  ];
  const titles = ['class', 'grew in', 'step by step', 'now', 'new since the first', 'size delta'];
  return sortable(titles, rows.filter((row) => !isNoise(row.name)).map(cells));
}

function baselineTable(rows: readonly BaselineRow[]): string {
  const cells = (row: BaselineRow): Cell[] => [
    [row.name],
    [count(row.before), row.before],
    [count(row.after), row.after],
    [count(row.delta, true), row.delta],
    [bytes(row.sizeDelta, true), row.sizeDelta],
    [row.file ?? ''],
  ];
  const titles = ['class', 'stored', 'now', 'delta', 'size delta', 'file'];
  return sortable(titles, rows.filter((row) => !isNoise(row.name)).map(cells));
}

function growingTable(growing: readonly Suspect[]): string {
  return sortable(
    ['class', 'delta', 'shallow', 'retained', 'where'],
    growing
      .slice(0, 100)
      .map((row) => [
        [row.name],
        [count(row.delta, true), row.delta],
        [bytes(row.shallowSize, true), row.shallowSize],
        [bytes(row.retainedSize), row.retainedSize],
        [place(row.location)],
      ]),
  );
}

function rowsTable(rows: readonly ComparisonRow[]): string {
  const cells = (row: ComparisonRow): Cell[] => [
    [row.name],
    [count(row.added), row.added],
    [count(row.removed), row.removed],
    [count(row.delta, true), row.delta],
    [bytes(row.sizeDelta, true), row.sizeDelta],
  ];
  const titles = ['class', 'new', 'deleted', 'delta', 'size delta'];
  const named = rows.filter((row) => !isNoise(row.name));
  const noise = rows.filter((row) => isNoise(row.name));
  return `${sortable(titles, named.map(cells))}
<details><summary>${count(noise.length)} of V8's own</summary>${sortable(titles, noise.map(cells))}</details>`;
}

/** What is shown, and what it is sorted by where that is a number. */
type Cell = [shown: string, value?: number];

function sortable(titles: readonly string[], rows: readonly Cell[][]): string {
  const head = titles
    .map((title, index) => {
      const kind = rows[0]?.[index]?.[1] === undefined ? '' : ' class="number"';
      return `<th${kind}><button type="button">${escape(title)}</button></th>`;
    })
    .join('');
  const body = rows
    .map(
      (row) =>
        `<tr>${row
          .map(([shown, value]) =>
            value === undefined
              ? `<td>${escape(shown)}</td>`
              : `<td class="number" data-value="${value}">${escape(shown)}</td>`,
          )
          .join('')}</tr>`,
    )
    .join('\n');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function treemap(root: RetainedNode): string {
  const tiles = layOut(root, WIDTH, HEIGHT).map(tile).join('\n');
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Tree map of retained sizes">\n${tiles}\n</svg>
<p class="hint">Area is retained size; an object stands inside the one that keeps it alive. Point at a field for its name.</p>`;
}

function tile({ node, level, x, y, width, height }: Tile): string {
  const label = `${node.name} ${bytes(node.size)}`;
  // About 6.4 units a letter at this size of type.
  const room = Math.floor((width - 6) / 6.4);
  const shown =
    room < 4 || height < 14 ? '' : label.length <= room ? label : `${label.slice(0, room - 1)}…`;
  const round = (value: number): string => value.toFixed(1);
  return `<g><title>${escape(node.id === undefined ? label : `${label} (@${node.id})`)}</title><rect class="l${level}" x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width - 1))}" height="${round(Math.max(0, height - 1))}"/>${
    shown === '' ? '' : `<text x="${round(x + 4)}" y="${round(y + 12)}">${escape(shown)}</text>`
  }</g>`;
}

/** Names come from a heap, which anyone may have filled. */
function escape(text: string): string {
  return clean(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
