import type { Observation } from '../process/protocol.ts';
import { format, metrics, rateOf } from '../story/metrics.ts';
import type { TrialNarrator } from '../trial/trial-narrator.ts';
import type { TrialRecord } from '../trial/trial-record.ts';
import { paint } from './paint.ts';
import { sparkline } from './sparkline.ts';
import { trialScoreboard } from './trial-scoreboard.ts';

const shown = new Set(['rss', 'threads', 'fds', 'floor', 'workers-floor']);
/** Seconds between two lines where there is no terminal. */
const period = 2;
const sparkWidth = 40;

/** A trial for a person: a table that is drawn over itself on a terminal, else a line now and then. */
export class TrialView implements TrialNarrator {
  readonly #write: (text: string) => void;
  readonly #live: boolean;
  /** Lines of the table on the screen, to go up over before the next drawing. */
  #drawn = 0;
  #nextAt = 0;

  constructor(write: (text: string) => void, live: boolean) {
    this.#write = write;
    this.#live = live;
    if (live) write('\x1b[?25l');
  }

  note(text: string): void {
    this.#erase();
    this.#write(`${paint('bold', `▸ ${text}`)}\n`);
  }

  observed(observation: Observation, record: TrialRecord): void {
    if (this.#live) return this.#draw(record);
    if (observation.seconds < this.#nextAt) return;
    this.#nextAt = observation.seconds + period;
    const values = metrics
      .filter(({ id }) => shown.has(id))
      .map(({ title, unit, of }) => `${title} ${format(of(observation), unit)}`);
    this.#write(`${head(observation, record)}  ${values.join('  ')}\n`);
  }

  finished(record: TrialRecord, report: string | undefined): void {
    this.#drawn = 0;
    this.#write(trialScoreboard(record, report));
  }

  [Symbol.dispose](): void {
    if (this.#live) this.#write('\x1b[?25h');
  }

  #erase(): void {
    if (this.#drawn > 0) this.#write(`\x1b[${this.#drawn}A\x1b[0J`);
    this.#drawn = 0;
  }

  #draw(record: TrialRecord): void {
    const { observations } = record;
    const last = observations.at(-1);
    if (!last) return;
    const lines = metrics.map(({ title, unit, of }) => {
      const values = observations.map(of);
      const line = sparkline(values, Math.min(...values), Math.max(...values), sparkWidth);
      return `  ${paint('dim', title.padEnd(18))}${format(of(last), unit).padStart(10)} ${line}`;
    });
    this.#erase();
    this.#write(`\n  ${head(last, record)}\n${lines.join('\n')}\n`);
    this.#drawn = lines.length + 2;
  }
}

function head(
  { seconds, figures, verdict }: Observation,
  { observations, settings }: TrialRecord,
): string {
  const of = settings.limit === undefined ? '' : ` of ${settings.limit}`;
  const shed = figures.shed > 0 ? `  ${figures.shed} shed` : '';
  const failed = figures.failures > 0 ? `  ${figures.failures} failed` : '';
  // A glance takes no floors, and its verdict would be on too little.
  const says = settings.looks === 'glances' ? '' : `  ${verdict.verdict}`;
  return (
    `${seconds.toFixed(0).padStart(4)} s  ${figures.done}${of} tasks  ` +
    `${rateOf(observations).toFixed(0)}/s  p99 ${figures.p99.toFixed(0)} ms${failed}${shed}${says}`
  );
}
