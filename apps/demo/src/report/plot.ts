import { escapeHtml } from './escape.ts';

interface Line {
  readonly className: string;
  /** What the line is called. @default its class */
  readonly label?: string;
  /** Points as [seconds, value], in the order of time. */
  readonly points: readonly (readonly [number, number])[];
}

/** A vertical line at a moment, in seconds. */
export interface Mark {
  readonly at: number;
  readonly label: string;
  readonly className: string;
}

export interface Plot {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  readonly marks: readonly Mark[];
  readonly seconds: number;
}

const width = 420;
const height = 150;
const box = { left: 58, right: 12, top: 10, bottom: 24 };

/** One plot as inline SVG: no script, no network. */
export function plotSvg({ title, lines, format, marks, seconds }: Plot): string {
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const high = Math.max(...values, 0);
  // From zero, so that a steep line is a large change and not a small range.
  const top = high > 0 ? high * 1.08 : 1;
  const x = (at: number): number =>
    box.left + (at / Math.max(seconds, 1)) * (width - box.left - box.right);
  const y = (value: number): number =>
    height - box.bottom - (value / top) * (height - box.top - box.bottom);
  const parts = [0, top / 2, top].map(
    (value) =>
      `<line class="grid" x1="${box.left}" x2="${width - box.right}" y1="${y(value)}" y2="${y(value)}"/>` +
      `<text class="tick" x="${box.left - 6}" y="${y(value) + 3.5}" text-anchor="end">${escapeHtml(format(value))}</text>`,
  );
  for (let at = 0; at <= seconds; at += tickOf(seconds)) {
    parts.push(
      `<text class="tick" x="${x(at)}" y="${height - 8}" text-anchor="middle">${at} s</text>`,
    );
  }
  for (const { at, label, className } of marks) {
    parts.push(
      `<line class="${className}" x1="${x(at)}" x2="${x(at)}" y1="${box.top}" y2="${height - box.bottom}">` +
        `<title>${escapeHtml(label)}</title></line>`,
    );
  }
  for (const { className, points } of lines) {
    const path = points
      .map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`)
      .join(' ');
    parts.push(`<polyline class="${className}" points="${path}"/>`);
  }
  const description = lines
    .map(({ className, label = className, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      return first && last ? `${label} from ${format(first[1])} to ${format(last[1])}` : '';
    })
    .filter(Boolean)
    .join('; ');
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${title}: ${description}`)}">` +
    `${parts.join('')}</svg>`
  );
}

function tickOf(seconds: number): number {
  return [2, 5, 10, 20, 60].find((step) => seconds / step <= 8) ?? 120;
}
