import type { Cost } from '../advice/cost.ts';
import { columns } from './columns.ts';
import { paint } from './paint.ts';

interface Row {
  readonly what: string;
  readonly advised: string;
  readonly pool: string;
}

/** A line for each case: what comes of it by the usual advice, and by the pool. */
export function adviceTable(rows: readonly Row[], costs: Cost): string {
  const [head = '', ...lines] = columns([
    ['', 'the usual advice', 'the pool'],
    ...rows.map(({ what, advised, pool }) => [what, advised, pool]),
  ]);
  const cost =
    `  CPU of a small task, the next sent when the last is answered: ${costs.advised.toFixed(1)} ms in a worker ` +
    `of its own, ${costs.pool.toFixed(3)} ms on the pool: ${(costs.advised / costs.pool).toFixed(0)} times as much`;
  return `\n${[paint('dim', head), ...lines, '', cost].join('\n')}\n`;
}
