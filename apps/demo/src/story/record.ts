import type { SignalVerdict, Verdict } from '@watertight/gc-probe';
import type { IsolateSuspect } from '@watertight/snapshot-diff';
import type { Mode } from '../process/mode.ts';
import type { Observation, Residue } from '../process/protocol.ts';
import type { Environment } from '../command/environment.ts';
import type { Fix } from '../fixes/fix.ts';
import type { Scenario } from '../scenarios/catalogue.ts';
import type { Ending } from './service-process.ts';
import type { Judgement } from './truth.ts';

export type Outcome = 'proved' | 'failed' | 'undecided';

export const exitCodes: Record<Outcome, number> = { proved: 0, failed: 1, undecided: 2 };

/** The exit code of several runs: one that failed outweighs one that could not be decided. */
export function worstOf(records: readonly StoryRecord[]): number {
  const has = (outcome: Outcome): boolean => records.some((record) => record.outcome === outcome);
  return exitCodes[has('failed') ? 'failed' : has('undecided') ? 'undecided' : 'proved'];
}

/** The settings of a run; with the same ones the same tasks arrive in the same order. */
export interface Settings {
  readonly seed: number;
  /** Tasks per second, in the mean. */
  readonly rate: number;
  /** Instead of a rate: so many tasks at once, then a look, and again. */
  readonly round: number | undefined;
  /** Settle window of the verdicts, in milliseconds. */
  readonly settle: number;
  /** Tasks between the two snapshots: a prime, so that multiples of it are no accident. */
  readonly between: { readonly tasks: number; readonly malformed: number };
  /** When an undecided verdict is accepted as such: after so many looks at each service, or seconds. */
  readonly patience: { readonly observations: number; readonly seconds: number };
}

/** What is known of one of the two services. */
export interface ServiceRecord {
  readonly observations: Observation[];
  readonly warnings: string[];
  /** The verdict on the service under load, before snapshots disturbed its heap. */
  verdict: Verdict | undefined;
  suspects: readonly IsolateSuspect[];
  /** What grew by no multiple of the events: not accused, but a burst is seen here. */
  growing: readonly IsolateSuspect[];
  /** Seconds since its load began when its snapshots were taken; they cost memory themselves. */
  snapshotsAt?: number;
  residue?: Residue;
  ending?: Ending;
}

/** The moment when the leaky service was first called leaking. */
interface Detection {
  readonly seconds: number;
  readonly tasks: number;
  readonly first: string;
  readonly signals: readonly SignalVerdict[];
}

/** Everything a run found out: what the report shows and what the last JSON line says. */
export interface StoryRecord {
  readonly scenario: Scenario;
  readonly settings: Settings;
  readonly environment: Environment;
  /** What the fixed service has otherwise than the leaky one, in the lines of their source. */
  readonly fixes: readonly Fix[];
  readonly services: Record<Mode, ServiceRecord>;
  between: { readonly tasks: number; readonly failures: number } | undefined;
  detection: Detection | undefined;
  judgement: Judgement | undefined;
  /** Why a snapshot was refused, if one was. */
  refused: string | undefined;
  seconds: number;
  outcome: Outcome;
  /** What speaks against "proved", one line each. */
  reasons: string[];
}

export function createRecord(
  scenario: Scenario,
  settings: Settings,
  environment: Environment,
  fixes: readonly Fix[],
): StoryRecord {
  const service = (): ServiceRecord => ({
    observations: [],
    warnings: [],
    verdict: undefined,
    suspects: [],
    growing: [],
  });
  return {
    scenario,
    settings,
    environment,
    fixes,
    services: { leaky: service(), fixed: service() },
    between: undefined,
    detection: undefined,
    judgement: undefined,
    refused: undefined,
    seconds: 0,
    outcome: 'undecided',
    reasons: [],
  };
}

/** What the two services of a run are called: a control has nothing to fix. */
export function labels({ scenario }: StoryRecord): Record<Mode, string> {
  if (scenario.kind === 'leak') return { leaky: 'leaky', fixed: 'fixed' };
  return { leaky: 'control', fixed: 'plain' };
}

/** What the lines are about that only one of the two services has. */
export const fixTitle = ({ scenario }: StoryRecord): string =>
  scenario.kind === 'leak' ? 'The fix' : 'What the control does';

/** What a run came to, in a line. */
export function outcomeText({ scenario, outcome }: StoryRecord): string {
  if (outcome !== 'proved') return outcome === 'failed' ? 'Failed' : 'Undecided';
  return scenario.kind === 'leak'
    ? 'Proved: detected, identified, and the fixed service is flat'
    : 'Proved: it looked like a leak, and nobody was accused';
}

/** The last look at a service, if there was one. */
export const latest = ({ observations }: ServiceRecord): Observation | undefined =>
  observations.at(-1);
