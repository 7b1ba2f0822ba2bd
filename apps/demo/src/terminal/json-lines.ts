import type { Mode } from '../process/mode.ts';
import type { Observation } from '../process/protocol.ts';
import { metrics } from '../story/metrics.ts';
import type { Act, Narrator } from '../story/narrator.ts';
import { worstOf, type StoryRecord } from '../story/record.ts';
import { summarise } from '../story/summary.ts';

/** One JSON object a line, for programs: `event` says which; the last one is the result. */
export class JsonLines implements Narrator {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  act(act: Act, record: StoryRecord): void {
    this.#line({ event: 'act', act, ...(act === 'detect' ? { detection: record.detection } : {}) });
  }

  observed(mode: Mode, observation: Observation): void {
    const { seconds, figures, verdict } = observation;
    const values = Object.fromEntries(metrics.map(({ id, of }) => [id, of(observation)]));
    this.#line({ event: 'sample', mode, seconds, ...figures, ...values, verdict: verdict.verdict });
  }

  note(text: string): void {
    this.#line({ event: 'note', text });
  }

  finished(record: StoryRecord, report: string | undefined): void {
    this.#line({ event: 'result', ...summarise(record), report: report ?? null });
  }

  finishedAll(records: readonly StoryRecord[]): void {
    const outcomes = Object.fromEntries(records.map((each) => [each.scenario.id, each.outcome]));
    this.#line({ event: 'catalogue', outcomes, exitCode: worstOf(records) });
  }

  [Symbol.dispose](): void {}

  #line(value: object): void {
    this.#write(`${JSON.stringify(value)}\n`);
  }
}
