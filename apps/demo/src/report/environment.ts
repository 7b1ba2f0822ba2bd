import type { StoryRecord } from '../story/record.ts';
import { escapeHtml } from './escape.ts';

/** Where and how the run was made: what it takes to make it again. */
export function environmentTable(record: StoryRecord): string {
  const { environment, settings, scenario, seconds } = record;
  const { between, seed, rate, round, settle } = settings;
  const rows: [string, string][] = [
    ['Node.js', `${environment.node}, V8 ${environment.v8}`],
    ['machine', `${environment.platform}, ${environment.cpus} cores`],
    ['memory', `${(environment.memory / 1e9).toFixed(1)} GB`],
    ['started', environment.startedAt],
    ['took', `${seconds.toFixed(1)} s`],
    ['scenario', `${scenario.id}, seed ${seed}`],
    ['load', round ? `${round} tasks before each look` : `${rate} tasks/s in the mean`],
    [
      'settle window of the verdicts',
      round ? 'none in rounds: it takes as long as its floors' : `${settle / 1000} s`,
    ],
    [
      'between the snapshots',
      `${between.tasks} tasks, ${between.malformed} with a malformed document`,
    ],
  ];
  const cells = rows.map(
    ([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<table><tbody>${cells.join('')}</tbody></table>`;
}
