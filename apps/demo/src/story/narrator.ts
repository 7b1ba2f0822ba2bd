import type { Mode } from '../service/mode.ts';
import type { Observation } from '../service/protocol.ts';
import type { StoryRecord } from './record.ts';

export type Act = 'start' | 'load' | 'detect' | 'snapshot' | 'compare' | 'prove' | 'done';

/** Tells a run as it happens: on a terminal, as plain lines, or as JSON lines. */
export interface Narrator extends Disposable {
  act(act: Act, record: StoryRecord): void;
  observed(mode: Mode, observation: Observation, record: StoryRecord): void;
  note(text: string): void;
  finished(record: StoryRecord, report: string | undefined): void;
}
