import type { Observation } from '../process/protocol.ts';
import type { TrialRecord } from './trial-record.ts';

/** Tells a trial as it happens. */
export interface TrialNarrator extends Disposable {
  note(text: string): void;
  observed(observation: Observation, record: TrialRecord): void;
  finished(record: TrialRecord, report: string | undefined): void;
}
