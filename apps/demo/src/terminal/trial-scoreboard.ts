import { format, metrics } from '../story/metrics.ts';
import { pathLine, placeOf, suspectLine } from '../story/wording.ts';
import { loadFigures, loadLines } from '../trial/load-figures.ts';
import type { TrialRecord } from '../trial/trial-record.ts';
import { outcomeText } from '../trial/trial-wording.ts';
import { paint } from './paint.ts';
import { wrap } from './wrap.ts';

const colours = {
  passed: 'green',
  leak: 'red',
  failed: 'red',
  inconclusive: 'yellow',
  interrupted: 'yellow',
} as const;

/** What a trial found out, for a person. */
export function trialScoreboard(record: TrialRecord, report: string | undefined): string {
  const { outcome, reasons, seconds, verdict, load, suspects, residue } = record;
  const lines: string[] = [''];
  const line = (name: string, text: string): void => {
    lines.push(`  ${paint('dim', name.padEnd(18))}${text}`);
  };
  const figures = loadFigures(record);
  if (figures) {
    lines.push(paint('bold', 'The load'));
    for (const [name, text] of loadLines(figures)) line(name, text);
  }
  for (const [name, text] of Object.entries(record.more)) line(name, text);
  for (const [fault, count] of Object.entries(load?.figures.faults ?? {})) {
    line('failed', `${count} × ${firstLine(fault)}`);
  }
  if (verdict && record.settings.looks !== 'glances') {
    lines.push('', paint('bold', 'The verdict'), ...wrap(verdict.explanation));
  }
  if (suspects.length > 0) lines.push('', paint('bold', 'The culprits'));
  for (const suspect of suspects) {
    lines.push(`  ${paint('red', suspectLine(suspect))}`);
    lines.push(`      ${paint('cyan', placeOf(suspect))}`);
    lines.push(`      ${paint('dim', pathLine(suspect))}`);
  }
  lines.push('', ...table(record));
  if (record.between)
    lines.push(paint('dim', '  RSS at the end holds what taking the snapshots cost.'));
  if (residue) {
    const fds = residue.fds - residue.fdsAtStart;
    line('after disposal', `${residue.workers} workers, ${fds > 0 ? '+' : ''}${fds} fds`);
  }
  lines.push(
    '',
    `${paint([colours[outcome], 'bold'], outcomeText(record))}  (${seconds.toFixed(1)} s)`,
  );
  for (const reason of reasons) lines.push(`  - ${reason}`);
  if (report) lines.push(`Report: ${report}`);
  return `${lines.join('\n')}\n`;
}

function table({ observations }: TrialRecord): string[] {
  const [first, last] = [observations[0], observations.at(-1)];
  if (!first || !last) return [];
  return metrics.map(({ title, unit, of }) => {
    const text = `${format(of(first), unit)} → ${format(of(last), unit)}`;
    return `  ${paint('dim', title.padEnd(18))}${text}`;
  });
}

const firstLine = (text: string): string => text.split('\n')[0] as string;
