import type { Scenario } from '../scenarios/catalogue.ts';
import type { Trial } from './trial.ts';
import type { TrialRecord } from './trial-record.ts';

export interface HuntOptions {
  /** Rounds set the pace, and not a schedule. @default false */
  readonly quick?: boolean;
  /** What comes between the two snapshots, with so many idle workers; without it what takes some twenty seconds. */
  readonly between?: (workers: number) => Scenario['between'];
  /** More workers than this at an idle moment are a leak by themselves. */
  readonly maxWorkers?: number | undefined;
}

/** When the verdict is taken as it is. */
interface Patience {
  /** So many looks, that an innocent module is not called so too early. */
  readonly least: number;
  /** Looks, and seconds, after which an undecided verdict is accepted as such. */
  readonly most: number;
  readonly seconds: number;
}

/** Enough looks to span the settle window several times, at the quarter of a second between two. */
function patienceOf({ settings }: TrialRecord): Patience {
  const window = Math.max(12, Math.ceil(settings.settle / 250));
  return { least: 3 * window, most: 15 * window, seconds: Math.max(300, settings.settle / 50) };
}

/** Puts a service under load, takes the verdict, and names the culprit where there is one. */
export async function hunt(
  trial: Trial,
  record: TrialRecord,
  { quick = false, between, maxWorkers = Infinity }: HuntOptions = {},
): Promise<void> {
  const patience = patienceOf(record);
  const tooMany = (): boolean => idleWorkers(record) > maxWorkers;
  const isOver = (): boolean => isDecided(record, patience) || tooMany();
  await trial.ready();
  if (quick)
    await trial.rounds(
      () => round,
      () => isOver() || isSpent(record),
    );
  else await trial.load(isOver);
  const workers = tooMany() ? idleWorkers(record) : undefined;
  // Where nothing grew, nobody needs to be found; where it is not clear, the snapshots may tell.
  const isOpen = record.verdict?.verdict !== 'stable' || workers !== undefined;
  if (isOpen && !allFailed(record)) {
    await trial.identify(
      between?.(idleWorkers(record)) ?? { tasks: primeFor(record), malformed: 0 },
    );
  }
  await trial.finish();
  decide(record, workers);
}

const idleWorkers = ({ observations }: TrialRecord): number =>
  observations.at(-1)?.sample.workers ?? 0;

/** Tasks between two looks where rounds set the pace. */
const round = 41;

/** All the tasks that were asked for have been done. */
function isSpent({ observations, settings }: TrialRecord): boolean {
  return (observations.at(-1)?.figures.done ?? 0) >= (settings.limit ?? Infinity);
}

function isDecided(record: TrialRecord, { least, most, seconds }: Patience): boolean {
  const { observations, settings } = record;
  const last = observations.at(-1);
  if (!last) return false;
  if (last.verdict.verdict === 'leak') return true;
  // So much time, or so many tasks, were asked for: that is the bound, and not the number of looks.
  if (settings.duration !== undefined) return false;
  if (last.seconds > seconds) return true;
  if (settings.limit !== undefined) return false;
  if (observations.length >= most) return true;
  return last.verdict.verdict === 'stable' && observations.length >= least;
}

/** So many tasks between the snapshots: a prime, and no more than some twenty seconds take. */
function primeFor({ load }: TrialRecord): number {
  const rate = load && load.seconds > 0 ? load.figures.done / load.seconds : 0;
  return [101, 53, 29, 13].find((prime) => prime <= rate * 20) ?? 7;
}

const allFailed = ({ load }: TrialRecord): boolean =>
  load !== undefined && load.figures.done > 0 && load.figures.failures === load.figures.done;

/**
 * What is said in the end. A leak must have been seen to grow under load; names alone are a hint.
 *
 * @param workers how many were alive at an idle moment, where that is more than there may be
 */
function decide(record: TrialRecord, workers: number | undefined): void {
  const { verdict, suspects, growing, load, refused, reasons } = record;
  const says = verdict?.verdict ?? 'insufficient';
  const { done = 0 } = load?.figures ?? {};
  const names = suspects.map(({ name }) => name).join(', ');
  if (says === 'leak' || workers !== undefined) {
    record.outcome = 'leak';
    if (workers !== undefined) {
      reasons.push(`${workers} workers were alive with nothing to do`);
      // A burst leaves no multiple of the tasks behind; what is too many is known all the same.
      const isWorker = ({ name }: { readonly name: string }): boolean => name === 'Worker';
      const grown = growing.find(isWorker);
      if (grown && !suspects.some(isWorker)) record.suspects = [...suspects, grown];
    }
    if (refused) reasons.push(`nobody is named, a snapshot was refused: ${refused}`);
    else if (record.suspects.length === 0) {
      reasons.push(
        'nobody is named: no class grew by a multiple of the tasks between the snapshots',
      );
    }
    return;
  }
  if (allFailed(record)) {
    record.outcome = 'inconclusive';
    const [first = ''] = Object.keys(load?.figures.faults ?? {});
    reasons.push(`all ${done} tasks failed, so nothing was tried but that: ${first}`);
  } else if (says === 'stable') {
    record.outcome = 'passed';
  } else {
    record.outcome = 'inconclusive';
    reasons.push(`after ${done} tasks the verdict is ${says}; more of them (--tasks) may decide`);
    if (names)
      reasons.push(`a multiple of the tasks between the snapshots, and so suspicious: ${names}`);
  }
}
