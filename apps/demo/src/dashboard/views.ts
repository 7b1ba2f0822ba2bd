import type { Verdict } from '@watertight/gc-probe';
import type { IsolateSuspect } from '@watertight/snapshot-diff';
import type { Mode } from '../process/mode.ts';
import type { Observation } from '../process/protocol.ts';
import type { Scenario } from '../scenarios/catalogue.ts';
import { signalTitle } from '../story/metrics.ts';
import { judge } from '../story/truth.ts';
import { countOf, pathSteps, placeOf } from '../story/wording.ts';
import type { Culprit, Look, ScenarioView, SwitchView, VerdictView } from './view/wire.ts';

/** Sizes to the byte say nothing and make the stream longer; times to the microsecond neither. */
const round = (value: number): number => Math.round(value * 1000) / 1000;

export function lookOf(side: Mode, at: number, { figures, recent, sample }: Observation): Look {
  const { done, failures, listeners } = figures;
  const { rss, threads, fds, workers, isolates } = sample;
  return {
    side,
    at: round(at),
    tasks: done,
    failures,
    rss,
    threads,
    fds,
    workers,
    listeners,
    floors: Object.fromEntries(isolates.map(({ isolate, floor }) => [isolate, floor])),
    pauses: { main: round(recent.pauses.main), workers: round(recent.pauses.workers) },
    waiting: recent.waiting,
    p50: round(recent.p50),
    p99: round(recent.p99),
  };
}

export function verdictOf(
  at: number,
  { figures }: Observation,
  { verdict, first, explanation }: Verdict,
): VerdictView {
  const fired = verdict === 'leak' || verdict === 'suspect';
  const signal = fired && first ? signalTitle(first.signal) : null;
  return { kind: verdict, at: round(at), tasks: figures.done, signal, explanation };
}

/** What was found in one service, beside what was planted there: in the fixed one, nothing. */
export function culpritsOf(
  side: Mode,
  suspects: readonly IsolateSuspect[],
  growing: readonly IsolateSuspect[],
  planted: Scenario['planted'],
): Culprit[] {
  const { judged, unplanted } = judge(suspects, planted, growing);
  const named = judged.flatMap(({ planted: { what }, suspect, right }) =>
    suspect ? culprit(side, suspect, what, right) : [],
  );
  return [...named, ...unplanted.map((suspect) => culprit(side, suspect, null, false))];
}

function culprit(
  side: Mode,
  suspect: IsolateSuspect,
  planted: string | null,
  right: boolean,
): Culprit {
  const { name, delta, retainedSize, isolates } = suspect;
  return {
    side,
    name,
    delta,
    count: countOf(suspect),
    retained: retainedSize,
    place: placeOf(suspect),
    path: pathSteps(suspect),
    threads: isolates.map((each) => `${each.isolate} +${each.delta}`).join(', '),
    planted,
    right,
  };
}

export const scenarioView = ({ id, title, kind }: Scenario): ScenarioView => ({ id, title, kind });

/** A switch for each mistake of the scenario, all on: the leaky service starts with them. */
export function switchesOf({ leaks, planted, title }: Scenario): SwitchView[] {
  return leaks.map((leak) => ({
    leak,
    what: planted.find(({ id }) => id === leak)?.what ?? title,
    on: true,
  }));
}
