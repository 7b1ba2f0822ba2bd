import { signalTitle } from '../story/metrics.ts';
import type { StoryRecord } from '../story/record.ts';
import { namedAs } from '../story/wording.ts';
import { paint } from './paint.ts';

const colours = { proved: 'green', failed: 'red', undecided: 'yellow' } as const;

/** A line for each scenario: what gave it away, after how many tasks, and what was named. */
export function catalogueTable(records: readonly StoryRecord[]): string {
  const head = row('scenario', 'first signal', 'tasks', 'named', 'other');
  const lines = records.map((record) => {
    const { scenario, detection, outcome, services } = record;
    const first = detection ? signalTitle(detection.first) : 'none';
    const tasks = detection ? String(detection.tasks) : '–';
    const other = scenario.kind === 'leak' ? 'fixed' : 'control';
    const verdict = (other === 'fixed' ? services.fixed : services.leaky).verdict?.verdict ?? '–';
    const text = row(scenario.id, first, tasks, namedAs(record), `${other} ${verdict}`);
    return `${text}${paint([colours[outcome], 'bold'], outcome)}`;
  });
  const against = records.flatMap(({ scenario, reasons }) =>
    reasons.map((reason) => `  - ${scenario.id}: ${reason}`),
  );
  return `\n${[paint('dim', head), ...lines, ...against].join('\n')}\n`;
}

const row = (id: string, first: string, tasks: string, named: string, other: string): string =>
  `  ${id.padEnd(25)}${first.padEnd(24)}${tasks.padStart(6)}  ${named.padEnd(34)}${other.padEnd(16)}`;
