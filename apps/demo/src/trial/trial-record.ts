import type { Verdict } from '@watertight/gc-probe';
import type { IsolateSuspect } from '@watertight/snapshot-diff';
import { currentEnvironment, type Environment } from '../command/environment.ts';
import type { Observation, Residue, ServiceSettings } from '../process/protocol.ts';
import type { Ending } from '../story/service-process.ts';
import type { SystemFigures } from '../systems/system.ts';

export type TrialOutcome = 'passed' | 'leak' | 'failed' | 'inconclusive' | 'interrupted';

/** The tasks that came in a stretch of time, and what became of them. */
interface LoadRecord {
  /** Seconds from the start to the last arrival. */
  readonly arriving: number;
  /** Seconds from the start until the last task was over. */
  readonly seconds: number;
  readonly figures: SystemFigures;
}

/** Everything that is found out about one service, alone under load. */
export interface TrialRecord {
  /** What is tried, for a person. */
  readonly title: string;
  readonly settings: ServiceSettings;
  readonly environment: Environment;
  readonly observations: Observation[];
  readonly warnings: string[];
  /** Tasks per second that were found by calibration, where no rate was given. */
  calibrated:
    { readonly rate: number; readonly tasks: number; readonly failures: number } | undefined;
  load: LoadRecord | undefined;
  verdict: Verdict | undefined;
  /** Tasks, and failures among them, between the snapshots. */
  between: { readonly tasks: number; readonly failures: number } | undefined;
  suspects: readonly IsolateSuspect[];
  /** What grew by no multiple of the tasks: not accused, but a burst is seen here. */
  growing: readonly IsolateSuspect[];
  /** Why a snapshot was refused, if one was. */
  refused: string | undefined;
  residue: Residue | undefined;
  ending: Ending | undefined;
  /** More lines of the result, by their names: what only this kind of trial has to say. */
  readonly more: Record<string, string>;
  /** The same as plain data. */
  readonly data: Record<string, unknown>;
  outcome: TrialOutcome;
  reasons: string[];
  seconds: number;
}

export function createTrialRecord(title: string, settings: ServiceSettings): TrialRecord {
  return {
    title,
    settings,
    environment: currentEnvironment(),
    observations: [],
    warnings: [],
    calibrated: undefined,
    load: undefined,
    verdict: undefined,
    between: undefined,
    suspects: [],
    growing: [],
    refused: undefined,
    residue: undefined,
    ending: undefined,
    more: {},
    data: {},
    outcome: 'inconclusive',
    reasons: [],
    seconds: 0,
  };
}
