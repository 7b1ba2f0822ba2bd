import { modes } from '../process/mode.ts';
import { format, metricsOf, signalTitle } from '../story/metrics.ts';
import { fixTitle, labels, latest, outcomeText, type StoryRecord } from '../story/record.ts';
import { judgedLine, pathLine, placeOf, suspectLine } from '../story/wording.ts';
import { paint } from './paint.ts';
import { wrap } from './wrap.ts';

const colours = { proved: 'green', failed: 'red', undecided: 'yellow' } as const;

/** What a run found out, for a person: the culprits, the figures, the outcome. */
export function scoreboard(record: StoryRecord, report: string | undefined): string {
  const { detection, judgement, outcome, reasons, seconds } = record;
  const lines: string[] = [''];
  if (detection) {
    lines.push(
      paint('bold', 'Detected') +
        ` after ${detection.seconds.toFixed(1)} s and ${detection.tasks} tasks; ` +
        `first signal: ${signalTitle(detection.first)}`,
    );
    for (const { signal, slopePerTask, unit } of detection.signals) {
      if (slopePerTask !== null)
        lines.push(`  ${signalTitle(signal).padEnd(28)} ${slope(slopePerTask, unit)}`);
    }
  }
  if (judgement) {
    const { judged: all, unplanted } = judgement;
    const nobody = all.length + unplanted.length === 0;
    lines.push('', paint('bold', nobody ? 'Nobody was accused' : 'Identified'));
    for (const judged of judgement.judged) {
      lines.push(`  ${paint(judged.right ? 'green' : 'red', judgedLine(judged))}`);
      if (!judged.suspect) continue;
      lines.push(`            ${suspectLine(judged.suspect)}`);
      lines.push(`            ${paint('cyan', placeOf(judged.suspect))}`);
      lines.push(`            ${paint('dim', pathLine(judged.suspect))}`);
    }
    for (const suspect of judgement.unplanted) {
      lines.push(`  ${paint('red', 'not planted')}  ${suspectLine(suspect)}`);
    }
  }
  lines.push(...fix(record));
  const { verdict: flat } = record.services.fixed;
  if (flat) {
    lines.push('', paint('bold', `The ${labels(record).fixed} service`), ...wrap(flat.explanation));
  }
  lines.push('', ...table(record));
  lines.push(paint('dim', '  RSS at the end holds what taking the snapshots cost.'), '');
  const verdict = outcomeText(record).replace(/^\w+/, (word) => word.toUpperCase());
  lines.push(`${paint([colours[outcome], 'bold'], verdict)}  (${seconds.toFixed(1)} s)`);
  for (const reason of reasons) lines.push(`  - ${reason}`);
  if (report) lines.push(`Report: ${report}`);
  return `${lines.join('\n')}\n`;
}

/** The lines that only one of the two services has, and those around them. */
function fix(record: StoryRecord): string[] {
  if (record.fixes.length === 0) return [];
  const colour = { ' ': 'dim', '-': 'red', '+': 'green' } as const;
  return [
    '',
    paint('bold', fixTitle(record)),
    ...record.fixes.flatMap(({ file, hunks }) => [
      `  ${paint('cyan', file)}`,
      ...hunks.flat().map(({ sign, text }) => `  ${paint(colour[sign], `${sign} ${text}`)}`),
    ]),
  ];
}

const slope = (value: number, unit: string): string =>
  unit === 'bytes' ? `${(value / 1024).toFixed(2)} KiB per task` : `${value.toFixed(3)} per task`;

/** First and last value of every metric, leaky beside fixed, and what disposal left. */
function table(record: StoryRecord): string[] {
  const { leaky, fixed } = labels(record);
  const lines = [`  ${''.padEnd(20)}${leaky.padStart(26)}${fixed.padStart(26)}`];
  const row = (title: string, cells: readonly string[]): void => {
    lines.push(`  ${title.padEnd(20)}${cells.map((cell) => cell.padStart(26)).join('')}`);
  };
  for (const { title, unit, of } of metricsOf(record)) {
    row(
      title,
      modes.map((mode) => {
        const first = record.services[mode].observations[0];
        const last = latest(record.services[mode]);
        return first && last ? `${format(of(first), unit)} → ${format(of(last), unit)}` : '–';
      }),
    );
  }
  row(
    'verdict',
    modes.map((mode) => record.services[mode].verdict?.verdict ?? '–'),
  );
  row(
    'after disposal',
    modes.map((mode) => {
      const { residue } = record.services[mode];
      if (!residue) return '–';
      const fds = residue.fds - residue.fdsAtStart;
      return `${residue.workers} workers, ${fds > 0 ? '+' : ''}${fds} fds`;
    }),
  );
  row(
    'process ended',
    modes.map((mode) => {
      const { ending } = record.services[mode];
      return ending ? (ending.byItself ? 'by itself' : 'only by force') : '–';
    }),
  );
  return lines;
}
