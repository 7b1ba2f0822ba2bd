import type { Mark } from './timeline.ts';

const SIZE = { width: 960, height: 200, left: 76, right: 12, top: 14, bottom: 24 } as const;

/** Points of a line beyond which none could be told from the next on the screen. */
const MAX_POINTS = 900;

/** One line or row of bars of a chart. */
export interface Trace {
  readonly name: string;
  /** Names a colour of the page: `floor`, `used`, `external`, `trend`, `pause`, `rest`. */
  readonly style: string;
  readonly at: readonly number[];
  readonly values: readonly number[];
  readonly bars?: boolean;
}

/** What a chart shows. */
export interface Chart {
  readonly title: string;
  readonly traces: readonly Trace[];
  readonly seconds: number;
  readonly marks: readonly Mark[];
  readonly format: (value: number) => string;
  readonly height?: number;
}

/** Draws a chart as SVG text. No script: it must show in a mail, an artifact, a reader. */
export function drawChart({ title, traces, seconds, marks, format, height }: Chart): string {
  const tall = height ?? SIZE.height;
  const top = nice(Math.max(1e-9, ...traces.flatMap(({ values }) => values.reduce(larger, 0))));
  const plot = { w: SIZE.width - SIZE.left - SIZE.right, h: tall - SIZE.top - SIZE.bottom };
  const x = (at: number) => SIZE.left + (at / Math.max(seconds, 1e-9)) * plot.w;
  const y = (value: number) => SIZE.top + plot.h - (value / top) * plot.h;
  const parts = [
    ...[0, 0.25, 0.5, 0.75, 1].map((share) => {
      const at = y(top * share).toFixed(1);
      return `<path class="grid" d="M${SIZE.left} ${at}H${SIZE.width - SIZE.right}"/><text class="tick" text-anchor="end" x="${SIZE.left - 6}" y="${at}" dy="4">${format(top * share)}</text>`;
    }),
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        `<text class="tick" text-anchor="${share === 1 ? 'end' : 'middle'}" x="${x(seconds * share).toFixed(1)}" y="${tall - 6}">${(seconds * share).toFixed(seconds < 20 ? 1 : 0)} s</text>`,
    ),
    ...traces.map((trace) => (trace.bars ? bars(trace, x, y) : line(trace, x, y))),
    ...marks.map(({ at, kind, label }) => {
      const where = x(Math.min(Math.max(at, 0), seconds)).toFixed(1);
      return `<path class="mark ${kind} ${escapeHtml(label.split(' ')[0] ?? '')}" d="M${where} ${SIZE.top}V${SIZE.top + plot.h}"><title>${escapeHtml(label)} at ${at.toFixed(1)} s</title></path>`;
    }),
  ];
  const names = traces.map(
    ({ name, style }) => `<span class="${style}">${escapeHtml(name)}</span>`,
  );
  return `<figure><figcaption>${escapeHtml(title)} ${names.join(' ')}</figcaption><svg viewBox="0 0 ${SIZE.width} ${tall}" role="img" aria-label="${escapeHtml(title)}">${parts.join('')}</svg></figure>`;
}

type Scale = (value: number) => number;

function line({ style, at, values }: Trace, x: Scale, y: Scale): string {
  const points = thin(at.length).map(
    (i) => `${x(at[i] as number).toFixed(1)} ${y(values[i] as number).toFixed(1)}`,
  );
  if (points.length === 0) return '';
  // A path of one point would show nothing.
  const end = points.length === 1 ? 'h1' : '';
  return `<path class="line ${style}" d="M${points.join('L')}${end}"/>`;
}

function bars({ style, at, values }: Trace, x: Scale, y: Scale): string {
  const feet = y(0);
  const path = at.flatMap((moment, i) => {
    const value = values[i] as number;
    return value > 0 ? `M${x(moment).toFixed(1)} ${feet.toFixed(1)}V${y(value).toFixed(1)}` : [];
  });
  return `<path class="bars ${style}" d="${path.join('')}"/>`;
}

/** Indexes that are drawn: evenly many, the last always. */
function thin(length: number): number[] {
  const step = Math.max(1, (length - 1) / (MAX_POINTS - 1));
  const indexes: number[] = [];
  for (let i = 0; Math.round(i) < length; i += step) indexes.push(Math.round(i));
  return indexes;
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 2.5, 5, 10].map((step) => step * power);
  return steps.find((step) => step >= value) ?? 10 * power;
}

function larger(a: number, b: number): number {
  return Math.max(a, b);
}

/** Text that is safe between tags and in attributes. */
export function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (sign) => names[sign] as string);
}
