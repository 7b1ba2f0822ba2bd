import { cleaned } from '../report/clean.ts';
import { overrunWords } from '../report/document.ts';
import { suspectLines, type Paint } from '../report/terminal.ts';
import type { LeakCheck } from './check-for-leak.ts';

/** Suspects that are told in full. */
const SHOWN = 5;
const plain: Paint = (_, text) => text;

/** What a failed test prints: verdict, then each suspect with count per task, place and path. */
export function failureText(check: LeakCheck): string {
  const { summary, suspects, overruns, tasks, rounds, settled } = cleaned(check);
  const lines = [summary];
  if (check.verdict === 'leak') {
    lines.push(`${tasks} tasks in ${rounds === 1 ? 'one round' : `each of ${rounds} rounds`}`);
  }
  for (const overrun of overruns) lines.push(`over budget: ${overrunWords(overrun)}`);
  for (const [index, suspect] of suspects.slice(0, SHOWN).entries()) {
    lines.push('', ...suspectLines(index + 1, suspect, plain));
  }
  if (suspects.length > SHOWN) lines.push('', `… ${suspects.length - SHOWN} more`);
  for (const { name, delta } of settled) {
    lines.push('', `${name} ${delta} in the first round only`);
  }
  return lines.join('\n');
}
