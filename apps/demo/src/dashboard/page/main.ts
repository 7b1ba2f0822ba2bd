// The page: listens to the events, keeps the state, draws it.
import './language.ts';
import { apply } from '../view/apply.ts';
import { nameOf, plots } from '../view/plots.ts';
import { announcement } from '../view/words.ts';
import { sides, type Event, type State } from '../view/wire.ts';
import { Controls } from './controls.ts';
import { CulpritTable } from './culprit-table.ts';
import { byId, element, setText } from './dom.ts';
import { Log } from './log.ts';
import { PlotView } from './plot-view.ts';
import { ask } from './requests.ts';
import { SwitchList } from './switch-list.ts';
import { VerdictCards } from './verdict-cards.ts';

const charts = plots.map((plot) => new PlotView(plot));
const parts: readonly { render(state: State): void }[] = [
  new Controls(),
  new VerdictCards(),
  new SwitchList((leak, on) => void ask('/switch', { leak, on })),
  ...charts,
  new CulpritTable(),
  new Log(),
];
let state: State | undefined;

/** The least time between two drawings in milliseconds; who asked for less motion gets fewer. */
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const period = (): number => (calm.matches ? 2000 : 500);
let drawing: number | undefined;
let drawnAt = -Infinity;

function draw(): void {
  drawnAt = performance.now();
  if (!state) return;
  for (const part of parts) part.render(state);
  renderKey(state);
}

/** Looks come in bursts, and can wait; what somebody did or decided is shown at once. */
function drawSoon(wait: number): void {
  clearTimeout(drawing);
  drawing = window.setTimeout(
    () => requestAnimationFrame(draw),
    Math.max(0, drawnAt + wait - performance.now()),
  );
}

function renderKey(now: State): void {
  const key = byId('key');
  if (key.dataset['scenario'] === now.scenario.id) return;
  key.dataset['scenario'] = now.scenario.id;
  const marks = ['suspect', 'leak', 'stable', 'planted', 'cured'];
  key.replaceChildren(
    ...sides.map((side) => element('b', { class: side }, nameOf(now, side))),
    ...marks.map((kind) => element('span', { class: `mark mark-${kind}` }, kind)),
    element('span', { class: 'mark mark-snapshot' }, 'snapshots, which cost memory themselves'),
  );
}

function connection(kind: 'open' | 'waiting', text: string): void {
  const pill = byId('connection');
  pill.dataset['state'] = kind;
  setText(pill, text);
}

const events = new EventSource('/events');
events.addEventListener('open', () => connection('open', 'live'));
events.addEventListener('error', () => connection('waiting', 'connection lost, trying again'));
events.addEventListener('message', ({ data }: MessageEvent<string>) => {
  const event = JSON.parse(data) as Event;
  if (!state && event.is !== 'state') return;
  state = apply(state as State, event);
  const text = announcement(event);
  if (text !== undefined) setText(byId('live'), text);
  drawSoon(event.is === 'look' ? period() : 0);
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const chart of charts) chart.repaint();
});
new ResizeObserver(() => {
  for (const chart of charts) chart.resize();
}).observe(byId('main'));
