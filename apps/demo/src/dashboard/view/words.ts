import { latestLook } from './apply.ts';
import { formatSeconds, formatValue } from './format.ts';
import { nameOf, type Line, type Plot } from './plots.ts';
import { sides, type Culprit, type Event, type Look, type State } from './wire.ts';

/** What the live region says of an event; undefined for what happens all the time. */
export function announcement(event: Event): string | undefined {
  if (event.is !== 'mark') return undefined;
  return event.mark.kind === 'snapshot' ? undefined : event.mark.text;
}

/** How far a step of the story is. */
export interface Step {
  readonly title: string;
  readonly is: 'done' | 'now' | 'ahead';
}

/** The acts of the story, as far as they are told. */
export function stepsOf(state: State): Step[] {
  const { verdicts, culprits, phase, looks, scenario } = state;
  const decided = verdicts.leaky?.kind === 'leak' || culprits.leaky !== null;
  const settled = scenario.kind === 'control' && verdicts.leaky?.kind === 'stable';
  const working = phase === 'gathering' || phase === 'comparing';
  const named = culprits.leaky !== null && culprits.fixed !== null;
  const acts: [string, boolean][] = [
    ['Load on both', looks.length > 0],
    [scenario.kind === 'control' ? 'Decide' : 'Detect', decided || settled || working || named],
    ['Snapshots', named || phase === 'comparing'],
    ['Name the culprit', named && !working],
  ];
  const now = acts.findIndex(([, done]) => !done);
  return acts.map(([title, done], at) => ({
    title,
    is: done ? 'done' : at === now ? 'now' : 'ahead',
  }));
}

/** `leaky 180 MB, fixed 96.1 MB`: the newest value of every line of a plot. */
export function latestValues(state: State, { unit }: Plot, lines: readonly Line[]): string {
  const newest = {
    leaky: latestLook(state.looks, 'leaky'),
    fixed: latestLook(state.looks, 'fixed'),
  };
  return lines
    .flatMap((line) => {
      const look = newest[line.side];
      const value = look && line.of(look);
      if (value === null || value === undefined) return [];
      return `${lineName(state, line, lines)} ${formatValue(value, unit)}`;
    })
    .join(', ');
}

/** `leaky p99`; just `leaky` where the plot has one line a service. */
function lineName(state: State, { side, what }: Line, lines: readonly Line[]): string {
  const several = lines.some((other) => other.what !== what);
  return several ? `${nameOf(state, side)} ${what}` : nameOf(state, side);
}

/** Rows of a plot's table. */
const tableRows = 10;

/** A plot as a table: a row for a moment, a column for a line; the newest moment first. */
export function tableOf(
  state: State,
  { unit }: Plot,
  lines: readonly Line[],
): { readonly head: string[]; readonly rows: string[][] } {
  const head = ['time', ...lines.map((line) => lineName(state, line, lines))];
  const end = state.looks.at(-1)?.at ?? 0;
  const start = state.looks[0]?.at ?? 0;
  const step = (end - start) / (tableRows - 1);
  const moments = Array.from({ length: step > 0 ? tableRows : 0 }, (_, row) => end - row * step);
  const rows = moments.map((moment) => {
    // Half a step's worth of rounding must not lose the first look.
    const upTo = state.looks.filter(({ at }) => at <= moment + 1e-9);
    const cells = lines.map((line) => {
      const look = latestLook(upTo, line.side);
      const value = look ? line.of(look) : null;
      return value === null ? '–' : formatValue(value, unit);
    });
    return [formatSeconds(moment)].concat(cells);
  });
  return { head, rows };
}

/** Tasks per second of one service, over the last few seconds. */
export function rateOf(looks: readonly Look[], side: Look['side'], seconds = 5): number {
  const last = latestLook(looks, side);
  if (!last) return 0;
  const first = looks.find((look) => look.side === side && look.at >= last.at - seconds) ?? last;
  const span = last.at - first.at;
  return span > 0 ? (last.tasks - first.tasks) / span : 0;
}

/** What the culprits' part says in a sentence, of both services. */
export function culpritSummary(state: State): string {
  const known = sides.filter((side) => state.culprits[side] !== null);
  if (known.length === 0) {
    return state.phase === 'gathering' || state.phase === 'comparing'
      ? 'The snapshots are being taken and compared.'
      : 'No snapshots yet. The detective comes when a leak is called one, or when you ask.';
  }
  return known
    .map((side) => {
      const found = state.culprits[side] as readonly Culprit[];
      const name = nameOf(state, side);
      if (found.length === 0) return `Nobody is accused in the ${name} service.`;
      const right = found.filter((each) => each.right).length;
      return `${found.length} accused in the ${name} service, ${right} of them planted there.`;
    })
    .join(' ');
}
