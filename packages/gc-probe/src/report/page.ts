import { formatBytes, formatChange, formatValue } from '../format.ts';
import { senSlope } from '../trend.ts';
import type { SignalVerdict, Verdict } from '../types.ts';
import { drawChart, escapeHtml } from './chart.ts';
import type { Trace } from './chart.ts';
import { STYLE } from './style.ts';
import type { IsolateTimeline, Timeline } from './timeline.ts';

/** Of the floors the warm-up is left out of a trend line, as the rule does. */
const WARM_UP = 0.4;

/** The whole report: one file that loads nothing, dark or light as the reader has it. */
export function reportPage(timeline: Timeline, title: string): string {
  const { verdict, samples, seconds, isolates, unreadable } = timeline;
  const kind = verdict?.verdict ?? 'insufficient';
  const began = new Date(timeline.started).toISOString().slice(0, 19).replace('T', ' ');
  const facts = [
    `${samples.length} samples over ${seconds.toFixed(1)} s from ${began} UTC`,
    `${isolates.length} isolates`,
    ...(verdict ? [`settle window ${(verdict.settle / 1_000).toFixed(1)} s`] : []),
    ...(unreadable > 0 ? [`${unreadable} unreadable lines left out`] : []),
  ];
  const explanation = verdict?.explanation ?? 'The recording ends without a verdict.';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}: ${kind}</title><style>${STYLE}</style></head><body>
<h1><span class="badge ${kind}">${kind}</span> ${escapeHtml(title)}</h1>
<p class="facts">${escapeHtml(facts.join(' · '))}</p>
<p>${escapeHtml(explanation)}</p>
${legend(timeline)}
${isolates.map((isolate) => isolateSection(isolate, timeline)).join('\n')}
${processSection(timeline)}
${verdict ? signalTable(verdict) : ''}
</body></html>
`;
}

function legend({ marks }: Timeline): string {
  if (marks.length === 0) return '';
  const each = marks.map(
    ({ at, kind, label }) =>
      `<li class="${kind} ${escapeHtml(label.split(' ')[0] ?? '')}">${at.toFixed(1)} s: ${escapeHtml(label)}</li>`,
  );
  return `<ul class="marks">${each.join('')}</ul>`;
}

function isolateSection(isolate: IsolateTimeline, { seconds, marks }: Timeline): string {
  const { at, used, floor, external, pauses, last } = isolate;
  const traces: Trace[] = [
    { name: 'used', style: 'used', at, values: used },
    { name: 'external floor', style: 'external', at, values: external },
    { name: 'floor', style: 'floor', at, values: floor },
    ...trend(at, floor),
  ];
  const memory = drawChart({
    title: `${isolate.isolate}: memory`,
    traces,
    seconds,
    marks,
    format: formatBytes,
  });
  const { count, majors, pauseMs } = last.gc;
  const paused = drawChart({
    title: `${isolate.isolate}: pauses between two samples, ${count} collections (${majors} major), ${pauseMs.toFixed(1)} ms in all`,
    traces: [{ name: 'pauses', style: 'pause', at, values: pauses, bars: true }],
    seconds,
    marks,
    format: (ms) => `${+ms.toFixed(2)} ms`,
    height: 110,
  });
  return `<section>${memory}${paused}</section>`;
}

/** The line of the floors' slope, through the middle of what it was taken from. */
function trend(at: readonly number[], floor: readonly number[]): Trace[] {
  const from = Math.floor(at.length * WARM_UP);
  const [x, y] = [at.slice(from), floor.slice(from)];
  if (x.length < 4) return [];
  const { slope } = senSlope(x, y);
  const offsets = y.map((value, i) => value - slope * (x[i] as number)).sort((a, b) => a - b);
  const base = offsets[offsets.length >> 1] as number;
  const ends = [x[0] as number, x.at(-1) as number];
  const name = `trend ${formatChange(slope, 'bytes')}/s`;
  return [
    {
      name,
      style: 'trend',
      at: ends,
      values: ends.map((moment) => Math.max(0, base + slope * moment)),
    },
  ];
}

function processSection({ samples, seconds, marks }: Timeline): string {
  const first = samples[0]?.at ?? 0;
  const at = samples.map((sample) => (sample.at - first) / 1_000);
  const memory = drawChart({
    title: 'process: resident memory',
    traces: [
      { name: 'rss', style: 'used', at, values: samples.map(({ rss }) => rss) },
      { name: 'heaps', style: 'floor', at, values: samples.map(({ rssParts }) => rssParts.heap) },
      {
        name: 'external',
        style: 'external',
        at,
        values: samples.map(({ rssParts }) => rssParts.external),
      },
      { name: 'rest', style: 'rest', at, values: samples.map(({ rssParts }) => rssParts.rest) },
    ],
    seconds,
    marks,
    format: formatBytes,
  });
  const counts = drawChart({
    title: 'process: threads, workers and descriptors',
    traces: [
      { name: 'fds', style: 'external', at, values: samples.map(({ fds }) => fds ?? 0) },
      { name: 'threads', style: 'floor', at, values: samples.map(({ threads }) => threads ?? 0) },
      { name: 'workers', style: 'trend', at, values: samples.map(({ workers }) => workers) },
    ],
    seconds,
    marks,
    format: (count) => String(+count.toFixed(2)),
    height: 140,
  });
  return `<section>${memory}${counts}</section>`;
}

function signalTable({ signals }: Verdict): string {
  const rows = signals.map((signal) => {
    const { unit, verdict, tau, from, to } = signal;
    const cells = [
      escapeHtml(signal.signal),
      `<span class="badge ${verdict}">${verdict}</span>`,
      `${formatValue(from, unit)} → ${formatValue(to, unit)}`,
      `${formatChange(signal.slopePerSecond, unit)}${range(signal.interval, unit)}`,
      perTask(signal),
      tau.toFixed(2),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const heads = ['signal', 'verdict', 'judged from → to', 'a second', 'a task', 'tau'];
  return `<table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function perTask({ slopePerTask, intervalPerTask, unit }: SignalVerdict): string {
  if (slopePerTask === null) return '–';
  return formatChange(slopePerTask, unit) + range(intervalPerTask, unit);
}

function range(interval: SignalVerdict['interval'], unit: SignalVerdict['unit']): string {
  if (!interval || interval[0] === interval[1]) return '';
  return ` <small>${formatChange(interval[0], unit)} … ${formatChange(interval[1], unit)}</small>`;
}
