import uPlot from 'uplot';
import { drawnMarks } from '../view/apply.ts';
import { formatSeconds, formatValue } from '../view/format.ts';
import { columnsOf, type Line, type Plot } from '../view/plots.ts';
import { latestValues, tableOf } from '../view/words.ts';
import type { Mark, State } from '../view/wire.ts';
import { byId, setText, table, within } from './dom.ts';

const height = 170;
const dashes: number[][] = [[], [6, 4], [2, 3], [9, 3, 2, 3], [3, 6], [12, 4]];
/** The colours of the style sheet, read again when the system goes from light to dark. */
const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** One figure of the page: the drawing, its newest values in words, and its table. */
export class PlotView {
  readonly #plot: Plot;
  readonly #canvas: HTMLElement;
  readonly #values: HTMLElement;
  readonly #details: HTMLDetailsElement;
  readonly #table: HTMLElement;
  #chart: uPlot | undefined;
  #lines: readonly Line[] = [];
  #marks: readonly Mark[] = [];
  #state: State | undefined;

  constructor(plot: Plot) {
    this.#plot = plot;
    const figure = byId(`plot-${plot.id}`);
    this.#canvas = within(figure, '.canvas');
    this.#values = within(figure, '.now-values');
    this.#details = within(figure, 'details') as HTMLDetailsElement;
    this.#table = within(this.#details, '.scroll');
    this.#details.addEventListener('toggle', () => this.#tabulate());
  }

  render(state: State): void {
    this.#state = state;
    this.#marks = drawnMarks(state.marks);
    const lines = this.#plot.lines(state.looks);
    const columns = columnsOf(state.looks, lines) as uPlot.AlignedData;
    // uPlot's lines are fixed: when an isolate comes or goes, the drawing is made anew.
    const same = this.#lines.map(({ key }) => key).join() === lines.map(({ key }) => key).join();
    this.#lines = lines;
    if (this.#chart && same) this.#chart.setData(columns);
    else this.#draw(columns);
    const values = latestValues(state, this.#plot, lines);
    setText(this.#values, values);
    this.#canvas.setAttribute('aria-label', `${this.#plot.title}: ${values || 'no values yet'}`);
    this.#tabulate();
  }

  /** Draws again with the colours of now. */
  repaint(): void {
    this.#chart?.redraw(false, true);
  }

  resize(): void {
    this.#chart?.setSize({ width: this.#width, height });
  }

  get #width(): number {
    return Math.max(200, this.#canvas.clientWidth);
  }

  #draw(columns: uPlot.AlignedData): void {
    this.#chart?.destroy();
    const { unit } = this.#plot;
    const axis: uPlot.Axis = {
      stroke: () => colour('soft'),
      grid: { stroke: () => colour('line'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui, sans-serif',
    };
    const options: uPlot.Options = {
      width: this.#width,
      height,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false },
        // From zero, so that a steep line is a large change and not a small range.
        y: { range: (_, __, high) => [0, high > 0 ? high * 1.08 : 1] },
      },
      axes: [
        { ...axis, size: 28, values: (_, at) => at.map(formatSeconds), space: 70 },
        { ...axis, size: 64, values: (_, at) => at.map((value) => formatValue(value, unit)) },
      ],
      series: [{}, ...this.#lines.map(seriesOf)],
      hooks: { draw: [(chart) => this.#drawMarks(chart)] },
    };
    this.#chart = new uPlot(options, columns, this.#canvas);
  }

  /** A vertical line where something happened; what it was is in the log, in words. */
  #drawMarks({ ctx, bbox, valToPos }: uPlot): void {
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    for (const { at, side, kind } of this.#marks) {
      const x = valToPos(at, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.strokeStyle = colour(kind === 'snapshot' ? (side ?? 'mark') : `mark-${kind}`);
      ctx.setLineDash(kind === 'snapshot' ? [2, 3] : [5, 3]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** The table is made only while somebody looks at it. */
  #tabulate(): void {
    if (!this.#details.open || !this.#state) return;
    const { head, rows } = tableOf(this.#state, this.#plot, this.#lines);
    this.#table.replaceChildren(table(head, rows));
  }
}

const seriesOf = ({ side, dash, key }: Line): uPlot.Series => ({
  label: key,
  stroke: () => colour(side),
  width: 1.75,
  dash: dashes[dash % dashes.length] as number[],
  // The two services are looked at at different moments: every other point belongs to the other.
  spanGaps: true,
  points: { show: false },
});
