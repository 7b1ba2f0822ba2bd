import type { Percentiles } from '../load/percentiles.ts';
import type { Schedule } from '../load/schedule.ts';
import { describeSchedule, rateOfSchedule } from '../load/schedule.ts';
import type { TrialRecord } from './trial-record.ts';

/** What a load came to, as plain data: rates per second, latencies in milliseconds. */
export interface LoadFigures {
  readonly schedule: string;
  /** Tasks per second that the schedule wanted; a closed loop wants none. */
  readonly wantedRate: number | undefined;
  /** All tasks that came: always `done + failed + shed`, and those still under way. */
  readonly offered: number;
  readonly offeredRate: number;
  readonly done: number;
  readonly failed: number;
  readonly shed: number;
  /** Failed ones that will never be answered. */
  readonly lost: number;
  readonly underWay: number;
  /** Tasks per second that were answered, the failed ones included. */
  readonly achievedRate: number;
  readonly latency: Percentiles & {
    /** What it is counted from. */
    readonly from: 'intended arrival' | 'asking';
  };
  /** In a closed loop: what its clients did not ask while the slowest answer kept them waiting. */
  readonly unasked?: number;
}

export function loadFigures(record: TrialRecord): LoadFigures | undefined {
  const { load } = record;
  if (!load) return undefined;
  const schedule = scheduleOf(record);
  const { shed, lost = 0, waiting, p50, p90, p99, p999, max } = load.figures;
  // What was spent on finding the rate came by no schedule.
  const spent = record.calibrated ?? { tasks: 0, failures: 0 };
  const answered = load.figures.done - spent.tasks;
  const failed = load.figures.failures - spent.failures;
  const offered = load.figures.offered - spent.tasks;
  const per = (count: number, seconds: number): number =>
    seconds > 0 ? Number((count / seconds).toFixed(1)) : 0;
  const rounded = (value: number): number => Number(value.toFixed(2));
  return {
    schedule: schedule ? describeSchedule(schedule) : 'as clients ask',
    wantedRate: schedule && rateOfSchedule(schedule),
    offered,
    offeredRate: per(offered, load.arriving),
    done: answered - failed,
    failed,
    shed,
    lost,
    underWay: waiting,
    achievedRate: per(answered, load.seconds),
    latency: {
      p50: rounded(p50),
      p90: rounded(p90),
      p99: rounded(p99),
      p999: rounded(p999),
      max: rounded(max),
      from: schedule === undefined || schedule.kind === 'closed' ? 'asking' : 'intended arrival',
    },
    ...(schedule?.kind === 'closed' &&
      p50 > 0 && { unasked: Math.floor(schedule.clients * (max / p50 - 1)) }),
  };
}

/** The load for a person, a line each. */
export function loadLines(figures: LoadFigures): [name: string, text: string][] {
  const { offered, offeredRate, wantedRate, done, failed, shed, achievedRate, latency } = figures;
  const wanted = wantedRate === undefined ? '' : `, wanted ${number(wantedRate)}/s`;
  const lines: [string, string][] = [
    ['schedule', figures.schedule],
    ['offered', `${number(offered)} tasks, ${number(offeredRate)}/s${wanted}`],
    ['achieved', `${number(achievedRate)}/s`],
    ['became of them', `${number(done)} done, ${number(failed)} failed, ${number(shed)} shed`],
  ];
  if (figures.lost > 0)
    lines.push(['lost', `${number(figures.lost)}, whose promises never settle`]);
  if (figures.underWay > 0) lines.push(['cut off', `${number(figures.underWay)} under way`]);
  const { p50, p90, p99, p999, max, from } = latency;
  lines.push([
    'latency',
    `p50 ${ms(p50)}, p90 ${ms(p90)}, p99 ${ms(p99)}, p99.9 ${ms(p999)}, max ${ms(max)}, ` +
      (from === 'asking' ? 'from the moment a client asked' : 'from the intended arrival'),
  ]);
  if (figures.unasked !== undefined) {
    lines.push([
      'not measured',
      'a client that waits asks nothing: at the pace of the median, its clients would have asked ' +
        `some ${number(figures.unasked)} times more during the slowest answer`,
    ]);
  }
  return lines;
}

function scheduleOf({ settings, calibrated }: TrialRecord): Schedule | undefined {
  if (settings.schedule || settings.warm || !calibrated) return settings.schedule;
  return { kind: 'poisson', rate: calibrated.rate };
}

const number = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 1 });
const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
