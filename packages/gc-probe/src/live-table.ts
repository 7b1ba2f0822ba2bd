import { formatBytes } from './format.ts';
import type { IsolateSample, Sample, VerdictKind } from './types.ts';

/** Workers with a row of their own; more would push the verdict off a small terminal. */
const MAX_WORKERS = 8;

const HEADS = ['isolate', 'floor', 'external', 'used', 'gc', 'major', 'pauses', '% gc', 'loop p99'];

/** The state of a recorded process as lines of a table, for a terminal of the given width. */
export function liveTable(
  sample: Sample,
  verdict: VerdictKind,
  sinceMs: number,
  columns: number,
): string[] {
  const [main, ...workers] = sample.isolates;
  const rows = [
    HEADS,
    ...[main, ...workers.slice(0, MAX_WORKERS)].flatMap((each) => each ?? []).map(row),
  ];
  if (workers.length > MAX_WORKERS) rows.push(sum(workers.slice(MAX_WORKERS)));
  const widths = HEADS.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  );
  return [headline(sample, verdict, sinceMs), ...lines, ...absent(sample)].map((line) =>
    // A line that wraps would count as one when the table is wiped, and leave its rest behind.
    line.slice(0, Math.max(20, columns - 1)),
  );
}

function headline(sample: Sample, verdict: VerdictKind, sinceMs: number): string {
  const { heap, external, rest } = sample.rssParts;
  const parts = [
    `gc-probe ${(sinceMs / 1_000).toFixed(0)} s: ${verdict.toUpperCase()}`,
    `rss ${formatBytes(sample.rss)} (heaps ${formatBytes(heap)}, external ${formatBytes(external)}, rest ${formatBytes(rest)})`,
  ];
  if (sample.threads !== null) parts.push(`threads ${sample.threads}`);
  if (sample.fds !== null) parts.push(`fds ${sample.fds}`);
  parts.push(`workers ${sample.workers}`);
  return parts.join(' | ');
}

function row({ isolate, floor, externalFloor, heapUsed, gc, loop }: IsolateSample): string[] {
  return [
    isolate,
    formatBytes(floor),
    formatBytes(externalFloor),
    formatBytes(heapUsed),
    String(gc.count),
    String(gc.majors),
    `${gc.pauseMs.toFixed(1)} ms`,
    (gc.share * 100).toFixed(2),
    `${loop.delayP99Ms.toFixed(1)} ms`,
  ];
}

function sum(workers: readonly IsolateSample[]): string[] {
  const total = (read: (worker: IsolateSample) => number) =>
    workers.reduce((all, worker) => all + read(worker), 0);
  return [
    `${workers.length} more`,
    formatBytes(total(({ floor }) => floor)),
    formatBytes(total(({ externalFloor }) => externalFloor)),
    formatBytes(total(({ heapUsed }) => heapUsed)),
    String(total(({ gc }) => gc.count)),
    String(total(({ gc }) => gc.majors)),
    `${total(({ gc }) => gc.pauseMs).toFixed(1)} ms`,
    '',
    '',
  ];
}

function absent({ missing, outside = [] }: Sample): string[] {
  const seen = outside.map(({ isolate, heapUsed }) => `${isolate} ${formatBytes(heapUsed)} used`);
  const lines: string[] = [];
  if (missing.length > 0) lines.push(`no answer: ${missing.join(', ')}`);
  if (seen.length > 0) lines.push(`from outside: ${seen.join(', ')}`);
  return lines;
}
