import type { Columns } from './history.ts';
import type { VerdictKind } from './types.ts';
import { binMinima, leastSquares, mannKendall, median, residualMad, senSlope } from './trend.ts';
import type { Slope } from './trend.ts';

/** What the rule needs to know beside the series. */
export interface RuleSettings {
  /** Milliseconds a window must span: at least twice the longest innocent cycle. */
  readonly settle: number;
  /** Floors a window must hold. */
  readonly minFloors: number;
  readonly unit: 'bytes' | 'count';
  readonly basis: 'quiescent' | 'natural';
  /** Bytes that the signal is a part of, for what is material; default its own median. */
  readonly level?: number;
}

/** What the rule remembers of a signal between two samples. */
export interface RuleState {
  readonly verdict: VerdictKind;
  /** The rise that made it suspect. */
  readonly suspicion?: Suspicion;
  readonly leakAt?: number;
  /** After a refuted suspicion: no new one before this moment. */
  readonly notBefore?: number;
  /** Suspicions refuted so far. */
  readonly refuted?: number;
}

interface Suspicion {
  readonly from: number;
  readonly at: number;
  readonly floors: number;
  readonly base: number;
  readonly top: number;
  readonly perSecond: number;
  readonly perTask: number;
  readonly perEvent: ReadonlyMap<string, number>;
}

/** The values of a signal over all columns. */
export interface Series {
  readonly values: readonly number[];
  /** Compiled code of the same isolates: a heap that grows no faster than its code warms up. */
  readonly code?: readonly number[];
}

/** One stretch of a signal, with the axes it can be measured against. */
export interface Window {
  readonly at: readonly number[];
  readonly tasks: readonly number[];
  readonly events: ReadonlyMap<string, readonly number[]>;
  readonly values: readonly number[];
  readonly code: readonly number[];
}

/** Share of all floors that is dropped as warm-up. */
const WARM_UP = 0.4;

/**
 * Bytes: growth over the window below which nothing is called a rise, as a share of the median
 * and as a number. Floors of forced collections lie within some 100 bytes of each other, natural
 * ones carry what was in flight.
 */
const MATERIAL = {
  quiescent: { share: 0.005, bytes: 32_768 },
  natural: { share: 0.02, bytes: 262_144 },
} as const;

/**
 * Bytes: how much of the whole window's rate each half must show. The early half excludes a cache
 * that has just begun to fill; the late one a rise that slows down (0.78 for log(t)).
 */
const STEADY = {
  quiescent: { early: 0.5, late: 0.85 },
  natural: { early: 0, late: 0.5 },
} as const;

/** How far repeated refutation raises the demand: histories are bounded. */
const MAX_REFUTED = 2;

/** Floors of a window beyond which more do not help, if it spans the settle time. */
const MAX_WINDOW = 60;

/** Counters: a window must rise by this many at least, in more than one step. */
const MIN_STEPS = { suspect: 3, confirm: 2 } as const;

/** Takes the signal one sample further. Pure: what it knows is in `state` and the columns. */
export function judge(
  state: RuleState,
  columns: Columns,
  series: Series,
  settings: RuleSettings,
): RuleState {
  const now = columns.at.at(-1) ?? 0;
  if (state.verdict === 'leak') return givenBack(state, series) ? { verdict: 'stable' } : state;
  if (state.suspicion) return examine(state, state.suspicion, columns, series, settings);
  const window = judgedWindow(columns, series, settings.settle);
  if (!isLongEnough(window, settings)) return { ...state, verdict: 'insufficient' };
  if ((state.notBefore ?? 0) <= now && rises(window, settings, 'suspect')) {
    return {
      verdict: 'suspect',
      suspicion: suspect(window, settings),
      refuted: state.refuted ?? 0,
    };
  }
  return { ...state, verdict: isSettling(window, settings) ? 'insufficient' : 'stable' };
}

/** The part of the history that is judged: all but the warm-up, and of that not more than helps. */
export function judgedWindow(columns: Columns, series: Series, settle: number): Window {
  const { at } = columns;
  const now = at.at(-1) ?? 0;
  let start = Math.max(Math.floor(at.length * WARM_UP), at.length - MAX_WINDOW);
  while (start > at.length * WARM_UP && now - (at[start] as number) < settle) start -= 1;
  return slice(columns, series, Math.floor(start));
}

/** Slope of a window against one of its axes, by the estimator that fits the unit. */
export function slopeOf(
  x: readonly number[],
  y: readonly number[],
  unit: 'bytes' | 'count',
): Slope {
  return unit === 'count' ? leastSquares(x, y) : senSlope(x, y);
}

/**
 * Stage two, one look only: when as many newer floors are there as made the suspicion (or a
 * multiple, see below), the rise must have gone on in them alone, at most of its former rate: per second, per task or per event,
 * whichever drives it. A rise that only slows down, like log(t), keeps half of its rate.
 */
function examine(
  state: RuleState,
  suspicion: Suspicion,
  columns: Columns,
  series: Series,
  settings: RuleSettings,
): RuleState {
  const start = columns.at.findIndex((at) => at >= suspicion.at);
  const fresh = slice(columns, series, start);
  // Whoever was refuted before must show more: chance gets as many looks as there are suspicions.
  const refuted = state.refuted ?? 0;
  const length = (suspicion.at - suspicion.from) * (1 + refuted);
  if (fresh.at.length < suspicion.floors * (1 + refuted) || spanOf(fresh) < length) return state;
  const now = fresh.at.at(-1) as number;
  const keeps = settings.unit === 'count' ? 0.5 : 0.7;
  const { perSecond, perTask, perEvent } = rates(fresh, settings);
  const goesOn =
    perSecond >= keeps * suspicion.perSecond ||
    perTask >= keeps * suspicion.perTask ||
    (settings.unit === 'count' &&
      [...perEvent].some(
        ([name, rate]) => rate >= keeps * (suspicion.perEvent.get(name) ?? Infinity),
      ));
  return goesOn && rises(fresh, settings, 'confirm')
    ? { ...state, verdict: 'leak', leakAt: now }
    : {
        verdict: 'stable',
        notBefore: now + length / 2,
        refuted: Math.min(refuted + 1, MAX_REFUTED),
      };
}

function rises(window: Window, settings: RuleSettings, stage: 'suspect' | 'confirm'): boolean {
  return settings.unit === 'count'
    ? countRises(window, settings, stage)
    : bytesRise(window, settings, stage);
}

function bytesRise(window: Window, settings: RuleSettings, stage: 'suspect' | 'confirm'): boolean {
  const { x, y } = thinned(window, settings);
  const { tau, p } = mannKendall(y);
  if (stage === 'suspect' ? tau < 0.6 || p >= 0.01 : tau < 0.5 || p >= 0.02) return false;
  const { slope } = senSlope(x, y);
  const growth = slope * spanOf(window);
  if (growth < 2 * residualMad(x, y, slope)) return false;
  if (growth <= warmUp(window)) return false;
  if (stage === 'confirm') return growth > 0;
  if (growth < material(window, settings)) return false;
  const half = window.values.length >> 1;
  const early = senSlope(window.at.slice(0, half), window.values.slice(0, half)).slope;
  const late = senSlope(window.at.slice(half), window.values.slice(half)).slope;
  const steady = STEADY[settings.basis];
  return early >= steady.early * slope && late >= steady.late * slope;
}

function countRises(window: Window, settings: RuleSettings, stage: 'suspect' | 'confirm'): boolean {
  const { y } = thinned(window, settings);
  const first = y[0] as number;
  const last = y.at(-1) as number;
  const rise = last - first;
  if (rise < MIN_STEPS[stage]) return false;
  const { tau, p } = mannKendall(y);
  if (tau < 0.6 || p >= 0.01) return false;
  let highest = first;
  let drawdown = 0;
  let step = 0;
  for (let i = 1; i < y.length; i++) {
    highest = Math.max(highest, y[i] as number);
    drawdown = Math.max(drawdown, highest - (y[i] as number));
    step = Math.max(step, (y[i] as number) - (y[i - 1] as number));
  }
  // A pool that starts its threads is one step, or all in one half; what comes back is no leak.
  if (step > rise / 2 || drawdown > rise / 4) return false;
  const middle = y[y.length >> 1] as number;
  const least = stage === 'suspect' ? Math.max(1, rise / 4) : 1;
  return middle - first >= least && last - middle >= least;
}

/** Material growth that slows down: neither a leak nor flat yet. */
function isSettling(window: Window, settings: RuleSettings): boolean {
  if (settings.unit === 'count') return false;
  const { x, y } = thinned(window, settings);
  const { slope } = senSlope(x, y);
  const growth = slope * spanOf(window);
  const least = 4 * material(window, settings);
  return growth > least && growth > 2 * residualMad(x, y, slope) && mannKendall(y).tau >= 0.6;
}

function givenBack({ suspicion }: RuleState, { values }: Series): boolean {
  if (!suspicion) return false;
  return (values.at(-1) as number) <= suspicion.base + (suspicion.top - suspicion.base) / 4;
}

function suspect(window: Window, settings: RuleSettings): Suspicion {
  return {
    from: window.at[0] as number,
    at: window.at.at(-1) as number,
    floors: window.at.length,
    base: window.values[0] as number,
    top: window.values.at(-1) as number,
    ...rates(window, settings),
  };
}

/** Rates of a window; Infinity on an axis that did not move, so that nothing can match it. */
function rates({ at, tasks, events, values }: Window, { unit }: RuleSettings) {
  const along = (x: readonly number[]) =>
    (x.at(-1) as number) > (x[0] as number) ? slopeOf(x, values, unit).slope : undefined;
  const perEvent = new Map<string, number>();
  for (const [name, x] of events) {
    const rate = along(x);
    if (rate !== undefined) perEvent.set(name, rate);
  }
  return {
    perSecond: (along(at) ?? 0) * 1_000,
    perTask: along(tasks) ?? Number.NaN,
    perEvent,
  };
}

function thinned(
  window: Window,
  settings: RuleSettings,
): { x: readonly number[]; y: readonly number[] } {
  const { at, values } = window;
  // Counters at idle moments carry no noise, and minima of bins would only hide their steps.
  if (values.length < 18 || (settings.unit === 'count' && settings.basis === 'quiescent')) {
    return { x: at, y: values };
  }
  return binMinima(at, values, 9);
}

/**
 * What compiling explains of a heap's growth. Feedback, shapes and tables of a program that warms
 * up came to about as much as its code (0.5 to 0.7 times, services on Node 20 and 24).
 */
function warmUp({ code }: Window): number {
  return Math.max(0, (code.at(-1) ?? 0) - (code[0] ?? 0));
}

function material(window: Window, { basis, level }: RuleSettings): number {
  const { share, bytes } = MATERIAL[basis];
  return Math.max(share * (level ?? median(window.values)), bytes);
}

function isLongEnough(window: Window, { settle, minFloors }: RuleSettings): boolean {
  return window.values.length >= minFloors && spanOf(window) >= settle;
}

function spanOf({ at }: Window): number {
  return (at.at(-1) ?? 0) - (at[0] ?? 0);
}

function slice(columns: Columns, { values, code = [] }: Series, from: number): Window {
  const start = Math.max(0, from);
  return {
    at: columns.at.slice(start),
    tasks: columns.tasks.slice(start),
    events: new Map([...columns.events].map(([name, column]) => [name, column.slice(start)])),
    values: values.slice(start),
    code: code.slice(start),
  };
}
