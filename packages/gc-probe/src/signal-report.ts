import { codeOf } from './code-of.ts';
import type { History } from './history.ts';
import type { RuleState } from './rule.ts';
import { mannKendall, senSlope } from './trend.ts';
import type { Slope } from './trend.ts';
import type { SignalVerdict } from './types.ts';
import { judgedWindow, moved, slopeOf } from './window.ts';
import type { RuleSettings, Window } from './window.ts';

/** Enough points for a slope within a percent; all pairs of more would cost milliseconds. */
const MAX_POINTS = 60;

/**
 * Compiling adds more to a heap than its code: feedback vectors, caches, tables. That came to 0.4 to
 * 0.75 bytes a byte of code on Node 20 to 26, and a warm program still compiles for thousands of
 * samples. The slope takes the middle of it off; the interval allows for less and for more.
 */
const BESIDE_CODE = [0.25, 0.5, 0.75] as const;

/** Bytes a floor that watching may add beside that; without a compiler it is 0 to 5. */
const OWN_DRIFT = 64;

/** Says of one signal what was judged and found. */
export function report(
  signal: string,
  state: RuleState,
  history: History,
  settings: Pick<RuleSettings, 'settle' | 'basis' | 'unit'>,
): SignalVerdict {
  const { unit } = settings;
  const { at, tasks, events, values, code } = windowOf(state, history, signal, settings);
  const along = (x: readonly number[]): Slope =>
    signal.endsWith('.floor') ? heapSlope(x, values, code) : slopeOf(x, values, unit);
  const perSecond = along(at);
  const perTask = moved(tasks) ? along(tasks) : undefined;
  const slopePerEvent: Record<string, number> = {};
  for (const [name, column] of events) {
    if (moved(column)) slopePerEvent[name] = along(column).slope;
  }
  const fired = state.suspicion && {
    firstSuspectAt: state.suspicion.at,
    ...(state.leakAt !== undefined && { leakAt: state.leakAt }),
  };
  return {
    signal,
    verdict: state.verdict,
    unit,
    slopePerSecond: perSecond.slope * 1_000,
    slopePerTask: perTask?.slope ?? null,
    ...(perTask && { intervalPerTask: perTask.interval }),
    ...(Object.keys(slopePerEvent).length > 0 && { slopePerEvent }),
    interval: [perSecond.interval[0] * 1_000, perSecond.interval[1] * 1_000],
    tau: mannKendall(values).tau,
    from: values[0] ?? 0,
    to: values.at(-1) ?? 0,
    ...fired,
  };
}

/** The slope of a heap's floor, without what the compiler adds to it. */
function heapSlope(x: readonly number[], y: readonly number[], code: readonly number[]): Slope {
  const [least, likely, most] = BESIDE_CODE.map((share) =>
    senSlope(
      x,
      y.map((value, i) => value - share * (code[i] as number)),
    ),
  ) as [Slope, Slope, Slope];
  const run = (x.at(-1) ?? 0) - (x[0] ?? 0);
  const own = run > 0 ? (OWN_DRIFT * (x.length - 1)) / run : 0;
  const lo = Math.min(least.interval[0], likely.interval[0], most.interval[0]);
  const hi = Math.max(least.interval[1], likely.interval[1], most.interval[1]);
  return { slope: likely.slope, interval: [lo - own, hi] };
}

/** Of a suspect the whole rise, else what the rule looks at; thinned out evenly if long. */
function windowOf(
  { suspicion }: RuleState,
  history: History,
  signal: string,
  settings: Pick<RuleSettings, 'settle' | 'basis'>,
): Window {
  const columns = history.columns();
  const all = history.values(signal);
  const code = signal.endsWith('.floor') ? codeOf(history, signal) : [];
  let start = all.length - judgedWindow(columns, { values: all }, settings).at.length;
  if (suspicion)
    start = Math.max(
      0,
      columns.at.findIndex((at) => at >= suspicion.from),
    );
  const step = Math.max(1, (all.length - start - 1) / (MAX_POINTS - 1));
  const indexes: number[] = [];
  for (let i = start; Math.round(i) < all.length; i += step) indexes.push(Math.round(i));
  const pick = (column: readonly number[]) => indexes.map((i) => column[i] as number);
  return {
    at: pick(columns.at),
    tasks: pick(columns.tasks),
    events: new Map([...columns.events].map(([name, column]) => [name, pick(column)])),
    values: pick(all),
    code: pick(code),
  };
}
