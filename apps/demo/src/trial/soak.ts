import type { Observation } from '../process/protocol.ts';
import { judgeAccount } from './account.ts';
import type { Trial } from './trial.ts';
import type { TrialRecord } from './trial-record.ts';

/** Resident memory is compared with what it was after so many tasks; what comes before is warm-up. */
const warmUp = 50_000;
/** Tasks under way at a time where no schedule was given. */
const clients = 64;
/** Fewer tasks than this say nothing about resident memory. */
const leastForRss = 100_000;
/** By which part it may have grown. */
const tolerance = 0.05;

/** So many tasks as were asked for: by the schedule, or in rounds with a look after each. */
export async function soak(trial: Trial, record: TrialRecord, paced: boolean): Promise<void> {
  const { limit = 0 } = record.settings;
  await trial.ready();
  if (paced) {
    await trial.load();
  } else {
    // Enough looks for a verdict, and not so many that looking is what takes the time.
    const round = Math.min(2000, Math.max(20, Math.ceil(limit / 50)));
    let left = limit;
    await trial.rounds(
      () => {
        const tasks = Math.min(round, left);
        left -= tasks;
        return tasks;
      },
      () => left === 0,
      clients,
    );
  }
  await trial.finish();
}

/** What is said in the end: every task accounted for, no leak, and resident memory as it was. */
export function judgeSoak(record: TrialRecord): void {
  judgeAccount(record);
  const { observations, verdict, reasons, settings } = record;
  const { limit = 0 } = settings;
  const says = verdict?.verdict ?? 'insufficient';
  if (record.load && record.load.figures.offered !== limit) {
    reasons.push(`${record.load.figures.offered} tasks came instead of ${limit}`);
    record.outcome = 'failed';
  }
  const rss = rssOf(observations);
  if (rss) {
    record.data['rss'] = rss;
    record.more['RSS'] =
      `${megabytes(rss.early)} after ${rss.after.toLocaleString('en-US')} tasks, ` +
      `${megabytes(rss.end)} at the end: ${rss.growth >= 0 ? '+' : ''}${(rss.growth * 100).toFixed(1)} %`;
    if (limit >= leastForRss && rss.growth > tolerance) {
      reasons.push(`resident memory grew by ${(rss.growth * 100).toFixed(1)} %`);
      record.outcome = 'failed';
    }
  }
  if (says === 'leak') {
    record.outcome = 'leak';
  } else if (says !== 'stable' && record.outcome === 'passed') {
    reasons.push(`the verdict is ${says}`);
    record.outcome = 'inconclusive';
  }
}

function rssOf(
  observations: readonly Observation[],
): { after: number; early: number; end: number; growth: number } | undefined {
  const last = observations.at(-1);
  if (!last) return undefined;
  // A short run has no 50,000: its first tenth, which is shown and not judged.
  const after = Math.min(warmUp, last.figures.done / 10);
  const early = observations.find(({ figures }) => figures.done >= after) ?? last;
  const [from, to] = [early.sample.rss, last.sample.rss];
  return { after: early.figures.done, early: from, end: to, growth: to / from - 1 };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
