import { metrics } from '../story/metrics.ts';
import { pathSteps, placeOf, suspectLine } from '../story/wording.ts';
import { loadFigures, loadLines } from '../trial/load-figures.ts';
import type { TrialRecord } from '../trial/trial-record.ts';
import { summariseTrial } from '../trial/trial-summary.ts';
import { outcomeText } from '../trial/trial-wording.ts';
import { escapeHtml } from './escape.ts';
import { jsonForHtml } from './json-for-html.ts';
import { plotSvg } from './plot.ts';
import { style } from './style.ts';

/** The report of a trial: one file, no network, everything it shows also as JSON inside. */
export function trialHtml(record: TrialRecord): string {
  const { environment, outcome, reasons, verdict, settings } = record;
  const figures = loadFigures(record);
  const facts = [...(figures ? loadLines(figures) : []), ...Object.entries(record.more)];
  const colour = outcome === 'passed' ? 'proved' : outcome === 'inconclusive' ? '' : 'failed';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Watertight: ${escapeHtml(outcomeText(record))}</title>
<style>${style}</style>
</head>
<body><main>
<h1>${escapeHtml(record.title)}</h1>
<p class="soft">${escapeHtml(
    `Node.js ${environment.node} on ${environment.platform}, ${environment.cpus} cores; ` +
      `seed ${settings.seed}; ${environment.startedAt}`,
  )}</p>
<div class="outcome ${colour}">${escapeHtml(outcomeText(record))}</div>
${reasons.length > 0 ? `<ul>${reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('')}</ul>` : ''}
<h2>The load</h2>
<div class="scroll"><table id="load"><tbody>${facts.map(row).join('')}</tbody></table></div>
<h2>Over time</h2>
<div class="plots">${plots(record)}</div>
${culprits(record)}
${verdict && settings.looks !== 'glances' ? `<h2>The verdict</h2><div class="card"><h3>${escapeHtml(verdict.verdict)}</h3><p>${escapeHtml(verdict.explanation)}</p></div>` : ''}
<script type="application/json" id="data">${jsonForHtml(data(record))}</script>
</main></body>
</html>
`;
}

const row = ([name, text]: [string, string]): string =>
  `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(text)}</td></tr>`;

function plots({ observations }: TrialRecord): string {
  const seconds = observations.at(-1)?.seconds ?? 0;
  const shown = [
    ...metrics,
    {
      title: 'p99 so far, ms',
      unit: 'count',
      of: ({ figures }) => figures.p99,
    } as (typeof metrics)[0],
    { title: 'shed', unit: 'count', of: ({ figures }) => figures.shed } as (typeof metrics)[0],
  ];
  return shown
    .map(({ title, unit, of }) => {
      const text = (value: number): string =>
        unit === 'MB' ? `${(value / 1e6).toFixed(value < 1e7 ? 1 : 0)} MB` : value.toFixed(0);
      const points = observations.map((seen) => [seen.seconds, of(seen)] as const);
      const plot = plotSvg({
        title,
        lines: [{ className: 'fixed', points }],
        format: text,
        marks: [],
        seconds,
      });
      const end = text(points.at(-1)?.[1] ?? 0);
      return `<figure><figcaption>${escapeHtml(title)}<span>${escapeHtml(end)}</span></figcaption>${plot}</figure>`;
    })
    .join('\n');
}

function culprits({ suspects }: TrialRecord): string {
  if (suspects.length === 0) return '';
  const cards = suspects.map((suspect) => {
    const steps = pathSteps(suspect).map((text) => `<li>${escapeHtml(text)}</li>`);
    return (
      `<div class="card"><h3 class="wrong">${escapeHtml(suspectLine(suspect))}</h3>` +
      `<div><code>${escapeHtml(placeOf(suspect))}</code></div><ol class="path">${steps.join('')}</ol></div>`
    );
  });
  return `<h2>The culprits</h2>\n${cards.join('\n')}`;
}

/** The summary, and every observation reduced to the figures that are plotted. */
function data(record: TrialRecord): object {
  const series = record.observations.map((seen) => ({
    seconds: seen.seconds,
    tasks: seen.figures.done,
    shed: seen.figures.shed,
    p99: seen.figures.p99,
    verdict: seen.verdict.verdict,
    ...Object.fromEntries(metrics.map(({ id, of }) => [id, of(seen)])),
  }));
  return { ...summariseTrial(record), series };
}
