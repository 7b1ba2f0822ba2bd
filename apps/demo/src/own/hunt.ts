import type { Trial } from '../trial/trial.ts';
import type { TrialRecord } from '../trial/trial-record.ts';

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

/** Puts the visitor's module under load, takes the verdict, and names the culprit where there is one. */
export async function hunt(trial: Trial, record: TrialRecord, quick: boolean): Promise<void> {
  const patience = patienceOf(record);
  await trial.ready();
  if (quick)
    await trial.rounds(
      () => round,
      () => isDecided(record, patience) || isSpent(record),
    );
  else await trial.load(() => isDecided(record, patience));
  // Where nothing grew, nobody needs to be found; where it is not clear, the snapshots may tell.
  const isOpen = record.verdict?.verdict !== 'stable' && !allFailed(record);
  if (isOpen) await trial.identify(primeFor(record));
  await trial.finish();
  decide(record);
}

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
  if (last.seconds > seconds) return true;
  // So many tasks were asked for: that is the bound, and not the number of looks.
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

/** What is said in the end. A leak must have been seen to grow under load; names alone are a hint. */
function decide(record: TrialRecord): void {
  const { verdict, suspects, load, refused, reasons } = record;
  const says = verdict?.verdict ?? 'insufficient';
  const { done = 0 } = load?.figures ?? {};
  const names = suspects.map(({ name }) => name).join(', ');
  if (says === 'leak') {
    record.outcome = 'leak';
    if (refused) reasons.push(`nobody is named, a snapshot was refused: ${refused}`);
    else if (suspects.length === 0) {
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
