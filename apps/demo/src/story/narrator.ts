import type { Mode } from '../process/mode.ts';
import type { Observation } from '../process/protocol.ts';
import type { StoryRecord } from './record.ts';

export type Act = 'start' | 'load' | 'detect' | 'snapshot' | 'compare' | 'prove' | 'done';

/** Tells a run as it happens: on a terminal, as plain lines, or as JSON lines. */
export interface Narrator extends Disposable {
  act(act: Act, record: StoryRecord): void;
  observed(mode: Mode, observation: Observation, record: StoryRecord): void;
  note(text: string): void;
  finished(record: StoryRecord, report: string | undefined): void;
  /** After several scenarios: all of them in one table. */
  finishedAll(records: readonly StoryRecord[]): void;
}
