import { missingOf, type QueueStatus } from './queue-status.ts';
import type { WorkerLine } from './worker-record.ts';

/** The state of a queue for people. */
export function statusText(queue: string, status: QueueStatus): string {
  const { submitted, done, refused, waiting, delayed, active, failed, workers } = status;
  const missing = missingOf(status);
  const lines = [
    `Queue '${queue}'`,
    row('submitted', submitted),
    row('done', done, `effects applied, each once; ${refused} duplicates refused`),
    row(
      'waiting',
      waiting + delayed,
      delayed > 0 ? `${delayed} of them for their next attempt` : '',
    ),
    row('active', active),
    row('failed', failed, failed > 0 ? 'for good' : ''),
    ...(missing > 0 ? [row('missing', missing, 'their submit was interrupted')] : []),
    '',
    workers.length === 0 ? 'No worker was ever here.' : 'Workers',
    ...workers.map(workerText),
  ];
  return `${lines.join('\n')}\n`;
}

function row(name: string, count: number, note = ''): string {
  return `  ${name.padEnd(10)} ${String(count).padStart(9)}  ${note}`.trimEnd();
}

function workerText(worker: WorkerLine): string {
  const { host, pid, state, threads, underWay, applied, refused } = worker;
  const known = `  ${state.padEnd(8)} ${host} process ${pid}, ${threads} threads:`;
  return `${known} ${applied} done, ${refused} duplicates refused, ${underWay} under way`;
}
