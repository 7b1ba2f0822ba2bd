import type { Cost } from '../advice/cost.ts';
import { paint } from './paint.ts';

interface Row {
  readonly what: string;
  readonly advised: string;
  readonly pool: string;
}

/** A line for each case: what comes of it by the usual advice, and by the pool. */
export function adviceTable(rows: readonly Row[], costs: Cost): string {
  const widths = (['what', 'advised'] as const).map(
    (column) => Math.max(...rows.map((row) => row[column].length)) + 2,
  );
  const line = ({ what, advised, pool }: Row): string =>
    `  ${what.padEnd(widths[0] as number)}${advised.padEnd(widths[1] as number)}${pool}`;
  const head = line({ what: '', advised: 'the usual advice', pool: 'the pool' });
  const cost =
    `  CPU of a small task, the next sent when the last is answered: ${costs.advised.toFixed(1)} ms in a worker ` +
    `of its own, ${costs.pool.toFixed(3)} ms on the pool: ${(costs.advised / costs.pool).toFixed(0)} times as much`;
  return `\n${[paint('dim', head), ...rows.map(line), '', cost].join('\n')}\n`;
}
