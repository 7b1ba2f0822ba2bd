import type { Suspect } from '../compare/rank.ts';
import type { HuntDocument } from '../hunt/hunt-document.ts';
import { total } from '../hunt/vitals.ts';
import { clean, cleaned, place } from './clean.ts';
import { bytes, count } from './numbers.ts';
import { pathLines, terminalReport, type Paint, type TerminalOptions } from './terminal.ts';

/** The report of a hunt for a person at a terminal: what leaks, what else grew, and what to do next. */
export function terminalHunt(document: HuntDocument, options: TerminalOptions = {}): string {
  const { verdict, summary, comparison } = document;
  const { paint = (_, text) => text } = options;
  const report = terminalReport({ ...comparison, verdict, summary }, options);
  const likely = comparison.suspects.length > 0 ? [] : comparison.growing.slice(0, LIKELY);
  const lines = [
    ...likely.flatMap((suspect) => heldBy(suspect, paint)),
    paint('bold', 'outside the heaps'),
    ...vitalLines(document),
    '',
  ];
  const threads = threadLines(document);
  if (threads.length > 0) lines.push(...threads.map((line) => paint('yellow', line)), '');
  lines.push(paint('bold', 'next'), ...nextSteps(document).map((line) => `  ${line}`));
  return `${report}\n${lines.join('\n')}\n`;
}

/** Growing classes whose holders are shown when there is no suspect. */
const LIKELY = 2;

function heldBy({ name, delta, path }: Suspect, paint: Paint): string[] {
  if (path.length === 0) return [];
  const steps = pathLines(cleaned(path), paint);
  return [`${clean(name)} ${count(delta, true)} held by`, ...steps.map((line) => `  ${line}`), ''];
}

function vitalLines({ vitals, vitalSuspects, milliseconds }: HuntDocument): string[] {
  const { before, after, highest } = vitals;
  const rate = (what: 'threads' | 'descriptors'): string => {
    const found = vitalSuspects.find((suspect) => suspect.what === what);
    return found ? ` = ${found.k} per ${found.per}` : '';
  };
  const lines: string[] = [];
  const line = (name: string, from: number, to: number, most: number, more: string): void => {
    const peak = most > Math.max(from, to) ? `, ${count(most)} at most` : '';
    const grown = to === from ? '' : ` (${count(to - from, true)}${more})`;
    lines.push(`  ${name.padEnd(12)}${count(from)} → ${count(to)}${grown}${peak}`);
  };
  if (before.threads !== undefined && after.threads !== undefined) {
    line('threads', before.threads, after.threads, highest.threads ?? 0, rate('threads'));
  }
  const [from, to] = [total(before), total(after)];
  if (from !== undefined && to !== undefined) {
    const kinds = Object.entries(after.descriptors!)
      .map(([kind, now]) => ({ kind, delta: now - (before.descriptors![kind] ?? 0) }))
      .filter(({ delta }) => delta !== 0 && to !== from)
      .map(({ kind, delta }) => `${clean(kind)} ${count(delta, true)}`);
    const detail = kinds.length > 0 ? `: ${kinds.join(', ')}` : '';
    line('descriptors', from, to, highest.descriptors ?? 0, `${rate('descriptors')}${detail}`);
  }
  const grown = after.residentSize - before.residentSize;
  lines.push(
    `  ${'memory'.padEnd(12)}${bytes(before.residentSize)} → ${bytes(after.residentSize)} (${bytes(grown, true)}), ${bytes(highest.residentSize)} at most, in ${(milliseconds / 1000).toFixed(1)} s`,
  );
  return lines;
}

function threadLines({ born, gone, failed }: HuntDocument): string[] {
  const names = (list: HuntDocument['born']): string =>
    list.map(({ isolate }) => isolate).join(', ');
  return [
    ...(born.length > 0
      ? [
          `began meanwhile: ${names(born)}; what they hold is not compared. Threads that only ever`,
          'begin are a leak of their own: look for Worker among the classes above',
        ]
      : []),
    ...(gone.length > 0 ? [`ended meanwhile: ${names(gone)}`] : []),
    ...failed.map(({ isolate, error }) => `not captured: ${isolate}, ${clean(error.message)}`),
  ];
}

function nextSteps({ verdict, comparison, vitalSuspects }: HuntDocument): string[] {
  const [suspect] = comparison.suspects;
  if (suspect) {
    const where = suspect.location ? `Open ${place(suspect.location)}. ` : '';
    return [
      `${where}The last step of "held by" is where the reference is kept:`,
      'that is the line that has to let go (delete, removeListener, clearTimeout, close).',
      'To look around in the heap: the same hunt with --out DIR, then',
      `snapshot-diff paths DIR/after-${suspect.isolates[0]!.isolate}.heapsnapshot --class '${clean(suspect.name).replaceAll("'", '’')}'`,
    ];
  }
  if (vitalSuspects.length > 0) {
    return [
      'Something is opened for each and never closed. ls -l /proc/PID/fd and ss -tnp tell what;',
      'look for sockets, streams and workers among the classes above.',
    ];
  }
  if (verdict === 'inconclusive') {
    return [
      'Without an exact count growth cannot be told from a cache that fills. Hunt again with --tasks N',
      '(run exactly N tasks, N a prime such as 101, no other load), or over a longer time: what leaks',
      'keeps growing, what fills stops.',
    ];
  }
  return [
    'If memory grows all the same: was the service warm before the first capture? Does the path',
    'that leaks run in these tasks? Memory outside the heaps (Buffers, native add-ons) shows above.',
  ];
}
