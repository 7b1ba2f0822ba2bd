import type { Mode } from '../process/mode.ts';
import type { Observation } from '../process/protocol.ts';
import { latestText, metrics, rateOf } from '../story/metrics.ts';
import type { Act, Narrator } from '../story/narrator.ts';
import { labels, latest, type StoryRecord } from '../story/record.ts';
import { actTitle } from '../story/wording.ts';
import { catalogueTable } from './catalogue-table.ts';
import { paint } from './paint.ts';
import { scoreboard } from './scoreboard.ts';

const shown = metrics.filter(({ id }) =>
  ['rss', 'threads', 'fds', 'listeners', 'timers'].includes(id),
);
/** Seconds between two lines. */
const period = 2;

/** Plain lines, for where there is no terminal. */
export class Plain implements Narrator {
  readonly #write: (text: string) => void;
  #nextAt = 0;
  /** How many observations of each have been told. */
  readonly #told: Record<Mode, number> = { leaky: 0, fixed: 0 };

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  act(act: Act, record: StoryRecord): void {
    if (act !== 'done') this.#write(`\n${paint('bold', actTitle(act, record))}\n`);
  }

  observed(_mode: Mode, { seconds }: Observation, record: StoryRecord): void {
    if (seconds < this.#nextAt) return;
    this.#nextAt = seconds + period;
    for (const mode of ['leaky', 'fixed'] as const) {
      const { observations } = record.services[mode];
      const last = latest(record.services[mode]);
      if (!last || this.#told[mode] === observations.length) continue;
      this.#told[mode] = observations.length;
      const values = shown.map((metric) => `${metric.title} ${latestText(record, mode, metric)}`);
      this.#write(
        `${last.seconds.toFixed(0).padStart(4)} s  ${labels(record)[mode]}  ${last.figures.done} tasks  ` +
          `${rateOf(observations).toFixed(0)}/s  ${values.join('  ')}  ${last.verdict.verdict}\n`,
      );
    }
  }

  note(text: string): void {
    this.#write(`${text}\n`);
  }

  finished(record: StoryRecord, report: string | undefined): void {
    this.#write(scoreboard(record, report));
  }

  finishedAll(records: readonly StoryRecord[]): void {
    this.#write(catalogueTable(records));
  }

  [Symbol.dispose](): void {}
}
