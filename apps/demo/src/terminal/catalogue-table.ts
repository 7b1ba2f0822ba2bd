import { signalTitle } from '../story/metrics.ts';
import { labels, type StoryRecord } from '../story/record.ts';
import { namedAs } from '../story/wording.ts';
import { columns } from './columns.ts';
import { paint } from './paint.ts';

const colours = { proved: 'green', failed: 'red', undecided: 'yellow' } as const;

/** A line for each scenario: what gave it away, after how many tasks, and what was named. */
export function catalogueTable(records: readonly StoryRecord[]): string {
  const [head = '', ...lines] = columns([
    ['scenario', 'first signal', 'tasks', 'named', 'must be flat', ''],
    ...records.map((record) => {
      const { scenario, detection, services, outcome } = record;
      // Of a leak it is the fixed service that must stay flat, of a control the control itself.
      const flat = scenario.kind === 'leak' ? 'fixed' : 'leaky';
      return [
        scenario.id,
        detection ? signalTitle(detection.first) : 'none',
        detection ? String(detection.tasks) : '–',
        namedAs(record),
        `${labels(record)[flat]} ${services[flat].verdict?.verdict ?? '–'}`,
        paint([colours[outcome], 'bold'], outcome),
      ];
    }),
  ]);
  const against = records.flatMap(({ scenario, reasons }) =>
    reasons.map((reason) => `  - ${scenario.id}: ${reason}`),
  );
  return `\n${[paint('dim', head.trimEnd()), ...lines, ...against].join('\n')}\n`;
}
