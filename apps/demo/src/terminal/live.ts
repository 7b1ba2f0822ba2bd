import { modes, type Mode } from '../process/mode.ts';
import type { Observation } from '../process/protocol.ts';
import { latestText, metricsOf, rateOf, signalTitle, type Metric } from '../story/metrics.ts';
import type { Act, Narrator } from '../story/narrator.ts';
import { labels, latest, type StoryRecord } from '../story/record.ts';
import { actTitle } from '../story/wording.ts';
import { catalogueTable } from './catalogue-table.ts';
import { paint } from './paint.ts';
import { scoreboard } from './scoreboard.ts';
import { sparkline } from './sparkline.ts';

const colours = { leaky: 'red', fixed: 'green' } as const;
const verdictColours = {
  insufficient: 'dim',
  stable: 'green',
  suspect: 'yellow',
  leak: 'red',
} as const;
const sparkWidth = 18;
const cellWidth = sparkWidth + 13;

/** A table that is drawn over itself, leaky beside fixed; what happened scrolls above it. */
export class Live implements Narrator {
  readonly #write: (text: string) => void;
  /** Lines of the table on the screen, to go up over before the next drawing. */
  #drawn = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
    this.#write('\x1b[?25l');
  }

  act(act: Act, record: StoryRecord): void {
    if (act === 'done') return;
    this.note(paint('bold', `▸ ${actTitle(act, record)}`));
    if (latest(record.services.leaky)) this.#draw(record);
  }

  observed(_mode: Mode, _observation: Observation, record: StoryRecord): void {
    this.#draw(record);
  }

  note(text: string): void {
    this.#erase();
    this.#write(`${text}\n`);
  }

  finished(record: StoryRecord, report: string | undefined): void {
    this.#drawn = 0;
    this.#write(scoreboard(record, report));
  }

  finishedAll(records: readonly StoryRecord[]): void {
    this.#write(catalogueTable(records));
  }

  [Symbol.dispose](): void {
    this.#write('\x1b[?25h');
  }

  #erase(): void {
    if (this.#drawn > 0) this.#write(`\x1b[${this.#drawn}A\x1b[0J`);
    this.#drawn = 0;
  }

  #draw(record: StoryRecord): void {
    const lines = [
      '',
      row(
        '',
        modes.map((mode) =>
          paint([colours[mode], 'bold'], labels(record)[mode].toUpperCase().padEnd(cellWidth)),
        ),
      ),
      row(
        'tasks',
        modes.map((mode) => tasksCell(record, mode).padEnd(cellWidth)),
      ),
      ...metricsOf(record).map((metric) =>
        row(
          metric.title,
          modes.map((mode) => metricCell(record, mode, metric)),
        ),
      ),
      row(
        'verdict',
        modes.map((mode) => verdictCell(record, mode)),
      ),
    ];
    this.#erase();
    this.#write(`${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }
}

const row = (title: string, cells: readonly string[]): string =>
  `  ${paint('dim', title.padEnd(18))}${cells.join('')}`;

function tasksCell(record: StoryRecord, mode: Mode): string {
  const { observations } = record.services[mode];
  const done = latest(record.services[mode])?.figures.done ?? 0;
  return `${done}  ${rateOf(observations).toFixed(0)}/s`;
}

function metricCell(record: StoryRecord, mode: Mode, metric: Metric): string {
  const values = record.services[mode].observations.map(metric.of);
  // Both services on one scale, or a flat line would look like a climbing one.
  const all = modes.flatMap((each) => record.services[each].observations.map(metric.of));
  const line = sparkline(values, Math.min(...all), Math.max(...all), sparkWidth);
  const text = latestText(record, mode, metric).padStart(10);
  return `${text} ${paint(colours[mode], line.padEnd(sparkWidth))}  `;
}

function verdictCell(record: StoryRecord, mode: Mode): string {
  const verdict = latest(record.services[mode])?.verdict;
  const text = verdict ? verdict.verdict : '–';
  const first =
    verdict?.first && verdict.verdict === 'leak' ? ` (${signalTitle(verdict.first.signal)})` : '';
  const cell = `${text}${first}`.padEnd(cellWidth);
  return verdict ? paint([verdictColours[verdict.verdict], 'bold'], cell) : cell;
}
