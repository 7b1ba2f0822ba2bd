import type { Observation } from '../process/protocol.ts';
import { metrics } from '../story/metrics.ts';
import type { TrialNarrator } from '../trial/trial-narrator.ts';
import type { TrialRecord } from '../trial/trial-record.ts';
import { summariseTrial } from '../trial/trial-summary.ts';

/** One JSON object a line, for programs: `event` says which; the last one is the result. */
export class TrialJson implements TrialNarrator {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  note(text: string): void {
    this.#line({ event: 'note', text });
  }

  observed({ seconds, figures, sample, verdict, recent }: Observation): void {
    const observation = { seconds, figures, sample, verdict, recent };
    const values = Object.fromEntries(metrics.map(({ id, of }) => [id, of(observation)]));
    this.#line({ event: 'sample', seconds, ...figures, ...values, verdict: verdict.verdict });
  }

  finished(record: TrialRecord, report: string | undefined): void {
    this.#line({ event: 'result', ...summariseTrial(record), report: report ?? null });
  }

  [Symbol.dispose](): void {}

  #line(value: object): void {
    this.#write(`${JSON.stringify(value)}\n`);
  }
}
