import { modes, type Mode } from '../process/mode.ts';
import { format, metricsOf, signalTitle } from '../story/metrics.ts';
import { labels, latest, outcomeText, type StoryRecord } from '../story/record.ts';
import { summarise } from '../story/summary.ts';
import { culpritCards } from './culprits.ts';
import { environmentTable } from './environment.ts';
import { escapeHtml } from './escape.ts';
import { fixSection } from './fixes.ts';
import { jsonForHtml } from './json-for-html.ts';
import { plotSvg, type Mark } from './plot.ts';
import { style } from './style.ts';

/** The report of a run: one file, no network, everything it shows also as JSON inside. */
export function reportHtml(record: StoryRecord): string {
  const { environment, scenario, outcome, reasons } = record;
  const { leaky, fixed } = labels(record);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Watertight: ${escapeHtml(scenario.id)}, ${outcome}</title>
<style>${style}</style>
</head>
<body><main>
<h1>${escapeHtml(headline(record))}</h1>
<p>${escapeHtml(scenario.title)}</p>
<p class="soft">${escapeHtml(
    `Node.js ${environment.node} on ${environment.platform}, ${environment.startedAt}`,
  )}</p>
<div class="outcome ${outcome}">${escapeHtml(outcomeText(record))}</div>
${reasons.length > 0 ? `<ul>${reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('')}</ul>` : ''}
${facts(record)}
<h2>${leaky} beside ${fixed}</h2>
<p class="key"><b class="leaky-text">${leaky}</b><b class="fixed-text">${fixed}</b>${
    record.detection ? '<b class="mark-text">leak detected</b>' : ''
  }<span class="soft">dotted: snapshots taken, which cost memory themselves</span></p>
<div class="plots">${plots(record)}</div>
<h2>The culprits</h2>
${culpritCards(record)}
${fixSection(record)}
<h2>The verdicts</h2>
${modes.map((mode) => verdict(record, mode)).join('\n')}
<h2>First and last</h2>
<div class="scroll">${table(record)}</div>
<h2>Environment</h2>
<div class="scroll">${environmentTable(record)}</div>
<script type="application/json" id="data">${jsonForHtml(data(record))}</script>
</main></body>
</html>
`;
}

function headline({ scenario }: StoryRecord): string {
  return scenario.kind === 'leak'
    ? 'The same service twice, once leaking'
    : 'The same service twice, and no leak in either';
}

function facts(record: StoryRecord): string {
  const { detection, judgement, between } = record;
  const named = judgement?.judged.filter(({ right }) => right).length ?? 0;
  const residue = record.services.fixed.residue;
  const rows: [string, string][] = [
    ['detected after', detection ? `${detection.seconds.toFixed(1)} s` : 'not detected'],
    ['first signal', detection ? signalTitle(detection.first) : '–'],
    record.scenario.kind === 'leak'
      ? ['culprits named', judgement ? `${named} of ${judgement.judged.length}` : '–']
      : ['accused', judgement ? String(judgement.unplanted.length || 'nobody') : '–'],
    ['between the snapshots', between ? `${between.tasks} tasks, ${between.failures} failed` : '–'],
    [`${labels(record).fixed}, after disposal`, residue ? `${residue.workers} workers` : '–'],
    ['whole run', `${record.seconds.toFixed(0)} s`],
  ];
  const cells = rows.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<dl class="facts">${cells.join('')}</dl>`;
}

function plots(record: StoryRecord): string {
  const seconds = Math.max(...modes.map((mode) => latest(record.services[mode])?.seconds ?? 0));
  const marks: Mark[] = [];
  if (record.detection) {
    marks.push({ at: record.detection.seconds, label: 'leak detected', className: 'mark' });
  }
  for (const mode of modes) {
    const at = record.services[mode].snapshotsAt;
    if (at !== undefined)
      marks.push({ at, label: `${labels(record)[mode]}: snapshots`, className: `shot ${mode}` });
  }
  return metricsOf(record)
    .map(({ title, unit, of }) => {
      const lines = modes.map((mode) => ({
        className: mode,
        label: labels(record)[mode],
        points: record.services[mode].observations.map((seen) => [seen.seconds, of(seen)] as const),
      }));
      const text = (value: number): string =>
        unit === 'MB' ? `${(value / 1e6).toFixed(value < 1e7 ? 1 : 0)} MB` : value.toFixed(0);
      const ends = lines.map(({ points }) => text(points.at(-1)?.[1] ?? 0)).join(' / ');
      const plot = plotSvg({ title, lines, format: text, marks, seconds });
      return `<figure><figcaption>${escapeHtml(title)}<span>${escapeHtml(ends)}</span></figcaption>${plot}</figure>`;
    })
    .join('\n');
}

function verdict(record: StoryRecord, mode: Mode): string {
  const last = record.services[mode].verdict;
  if (!last) return '';
  return (
    `<div class="card"><h3 class="${mode}-text">${labels(record)[mode]}: ${escapeHtml(last.verdict)}</h3>` +
    `<p>${escapeHtml(last.explanation)}</p></div>`
  );
}

function table(record: StoryRecord): string {
  const { leaky, fixed } = labels(record);
  const rows = metricsOf(record).map(({ title, unit, of }) => {
    const cells = modes.flatMap((mode) => {
      const { observations } = record.services[mode];
      return [observations[0], observations.at(-1)].map((seen) =>
        seen ? format(of(seen), unit) : '–',
      );
    });
    return `<tr><td>${escapeHtml(title)}</td>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return (
    `<table><thead><tr><th></th><th>${leaky}, first</th><th>last</th><th>${fixed}, first</th><th>last</th>` +
    `</tr></thead><tbody>${rows.join('')}</tbody></table>`
  );
}

/** The summary, and every observation reduced to the figures that are plotted. */
function data(record: StoryRecord): object {
  const series = (mode: Mode): object[] =>
    record.services[mode].observations.map((seen) => ({
      seconds: seen.seconds,
      tasks: seen.figures.done,
      figures: seen.figures,
      verdict: seen.verdict.verdict,
      ...Object.fromEntries(metricsOf(record).map(({ id, of }) => [id, of(seen)])),
    }));
  return {
    ...summarise(record),
    fixes: record.fixes,
    series: { leaky: series('leaky'), fixed: series('fixed') },
  };
}
