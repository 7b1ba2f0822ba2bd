import type { IsolateCluster, Suspect } from '../compare/rank.ts';
import { isNoise } from '../compare/noise.ts';
import { clean, place } from './clean.ts';
import { overrunWords, type ReportDocument } from './document.ts';
import { bytes, count } from './numbers.ts';

/** The report as Markdown, for a pull request. @param options.top - rows per table, default 20 */
export function markdownReport(report: ReportDocument, options: { top?: number } = {}): string {
  const { top = 20 } = options;
  const sign = { leak: '❌', 'no leak': '✅', inconclusive: '❓' }[report.verdict];
  const lines = [`## ${sign} ${text(report.summary)}`, ''];
  if (report.suspects.length > 0) {
    lines.push(
      '| class | grew by | per event | shallow | retained | where |',
      '| --- | ---: | --- | ---: | ---: | --- |',
      ...report.suspects.slice(0, top).map(suspectRow),
      '',
      ...report.suspects.slice(0, top).flatMap(suspectPath),
    );
  }
  if (report.overruns?.length) {
    lines.push('Over budget:', ...report.overruns.map((one) => `- ${text(overrunWords(one))}`), '');
  }
  if (report.clusters?.length) lines.push(...clusterRows(report.clusters.slice(0, top)), '');
  for (const { isolate, before, after, rows } of report.isolates) {
    const named = rows.filter((row) => !isNoise(row.name));
    lines.push(
      `<details><summary>${text(isolate)}: ${bytes(before.bytes)} → ${bytes(after.bytes)}, ${count(rows.length)} classes changed</summary>`,
      '',
      '| class | new | deleted | delta | size delta |',
      '| --- | ---: | ---: | ---: | ---: |',
      ...named
        .slice(0, top)
        .map(
          (row) =>
            `| ${code(row.name)} | ${count(row.added)} | ${count(row.removed)} | ${count(row.delta, true)} | ${bytes(row.sizeDelta, true)} |`,
        ),
      '',
      `${count(Math.max(0, named.length - top))} more, and ${count(rows.length - named.length)} of V8's own.`,
      '',
      '</details>',
      '',
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function clusterRows(clusters: readonly IsolateCluster[]): string[] {
  const row = ({ point, isolate, bytes: size, classes }: IsolateCluster): string => {
    const holds = classes.slice(0, 3).map((one) => `${count(one.count)} × ${code(one.name)}`);
    return `| ${code(`${point.name} @${point.id}`)} | ${bytes(size, true)} | ${holds.join(', ')} | ${text(isolate)} | ${point.location ? code(place(point.location)) : ''} |`;
  };
  return [
    '<details><summary>Where new bytes pile up</summary>',
    '',
    '| in | bytes | which are | isolate | where |',
    '| --- | ---: | --- | --- | --- |',
    ...clusters.map(row),
    '',
    '</details>',
  ];
}

function suspectRow(suspect: Suspect): string {
  const rate = suspect.per === undefined ? '' : `${suspect.k} per ${text(suspect.per)}`;
  const where = suspect.location ? code(place(suspect.location)) : '';
  return `| ${code(suspect.name)} | ${count(suspect.delta, true)} | ${rate} | ${bytes(suspect.shallowSize)} | ${bytes(suspect.retainedSize)} | ${where} |`;
}

function suspectPath(suspect: Suspect): string[] {
  const steps = suspect.path.map((step) => {
    const at = step.location ? `  // ${place(step.location)}` : '';
    return clean(`${step.text}${at}`).replaceAll('```', "'''");
  });
  return [
    `<details><summary>What holds ${text(suspect.name)}</summary>`,
    '',
    '```text',
    ...steps,
    '```',
    '',
    '</details>',
    '',
  ];
}

/** Words from a heap must stay words: no markup, no cell of a table. */
function text(words: string): string {
  return clean(words)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[|*_`[\]\\]/g, String.raw`\$&`);
}

function code(words: string): string {
  const ticks = words.includes('`') ? '``' : '`';
  const pad = words.includes('`') ? ' ' : '';
  return `${ticks}${pad}${clean(words).replaceAll('|', String.raw`\|`)}${pad}${ticks}`;
}
