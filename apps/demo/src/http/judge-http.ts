import { judgeAccount } from '../trial/account.ts';
import { loadFigures } from '../trial/load-figures.ts';
import type { TrialRecord } from '../trial/trial-record.ts';
import type { ClientFigures } from './load-generator.ts';

/** Compares what the clients saw with what the service counted: they must agree to the request. */
export function judgeHttp(record: TrialRecord, seen: ClientFigures): void {
  judgeAccount(record);
  const counted = loadFigures(record);
  const { sent, statuses, errors, seconds, latency } = seen;
  record.data['clients'] = seen;
  record.more['clients saw'] =
    `${sent} requests in ${seconds.toFixed(1)} s, ` +
    `${Object.entries(statuses)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', ')}` +
    `${errors > 0 ? `, ${errors} without an answer` : ''}`;
  record.more['their latency'] =
    `p50 ${latency.p50} ms, p90 ${latency.p90} ms, p99 ${latency.p99} ms, ` +
    `p99.9 ${latency.p999} ms, max ${latency.max} ms`;
  const compare = (what: string, theirs: number, ours: number | undefined): void => {
    if (theirs === ours) return;
    record.reasons.push(`${what}: the clients saw ${theirs}, the service counted ${ours}`);
  };
  compare('requests', sent, counted?.offered);
  compare('done, 200', statuses['200'] ?? 0, counted?.done);
  compare('failed, 422', statuses['422'] ?? 0, counted?.failed);
  compare('shed, 503', statuses['503'] ?? 0, counted?.shed);
  if (errors > 0) record.reasons.push(`${errors} requests without an answer`);
  const other = Object.keys(statuses).filter((status) => !['200', '422', '503'].includes(status));
  if (other.length > 0) record.reasons.push(`answers with other statuses: ${other.join(', ')}`);
  record.outcome = record.reasons.length > 0 ? 'failed' : 'passed';
}
