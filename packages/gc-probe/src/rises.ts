import { binMinima, mannKendall, median, residualMad, senSlope } from './trend.ts';
import { evenly, moved } from './window.ts';
import type { RuleSettings, Window } from './window.ts';

type Stage = 'suspect' | 'confirm';

/**
 * Bytes: growth over the window below which nothing is called a rise, as a share of the median
 * and as a number. Floors of forced collections lie within some 100 bytes of each other, natural
 * ones carry what was in flight.
 */
const MATERIAL = {
  quiescent: { share: 0.005, bytes: 49_152 },
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

/** Bytes: Kendall's tau and its chance probability, after the leak rule K of the project. */
const TREND = { suspect: { tau: 0.6, p: 0.01 }, confirm: { tau: 0.5, p: 0.02 } } as const;

/** Counters: a window must rise by this many at least, in more than one step. */
const MIN_STEPS = { suspect: 3, confirm: 2 } as const;

/** Floors from which on minima of 9 bins stand for them: periodic load leaves only its floor. */
const BINS = { from: 18, count: 9 } as const;

/** Whether a window rises like a leak: surely, materially, and all through. */
export function rises(window: Window, settings: RuleSettings, stage: Stage): boolean {
  return settings.unit === 'count'
    ? countRises(window, settings, stage)
    : bytesRise(window, settings, stage);
}

/**
 * Whether natural floors are surely flat: growth within a settle window is surely (97.5 %) less
 * than what is called a rise. Floors that say nothing, being few or wild, are not flat.
 */
export function isFlat(window: Window, settings: RuleSettings): boolean {
  // The whole heap: what keeps the code that it compiles could leak by it.
  const values = window.values.map((value, i) => value + (window.code[i] ?? 0));
  const whole = { ...window, values };
  const points = evenly(whole);
  const { interval } = senSlope(points.at, points.values);
  return interval[1] * settings.settle < material(whole, settings);
}

/** Material growth that slows down: neither a leak nor flat yet. */
export function isSettling(window: Window, settings: RuleSettings): boolean {
  if (settings.unit === 'count') return false;
  const least = 4 * material(window, settings);
  return [window.at, window.tasks].filter(moved).some((axis) => {
    const { x, y } = thinned(axis, window, settings);
    const { slope } = senSlope(x, y);
    const growth = slope * run(x);
    return growth > least && growth > 2 * residualMad(x, y, slope) && mannKendall(y).tau >= 0.6;
  });
}

function bytesRise(window: Window, settings: RuleSettings, stage: Stage): boolean {
  const { y } = thinned(window.at, window, settings);
  const { tau, p } = mannKendall(y);
  if (tau < TREND[stage].tau || p >= TREND[stage].p) return false;
  // A leak is steady in time or in tasks: a machine under load stretches the one, pauses the other.
  const axes = [window.at, window.tasks].filter(moved);
  return axes.some((axis) => risesAlong(axis, window, settings, stage));
}

function risesAlong(
  axis: readonly number[],
  window: Window,
  settings: RuleSettings,
  stage: Stage,
): boolean {
  const { x, y } = thinned(axis, window, settings);
  const { slope } = senSlope(x, y);
  const growth = slope * run(axis);
  if (growth < 2 * residualMad(x, y, slope) || growth <= warmUp(window)) return false;
  if (stage === 'confirm') return growth > 0;
  if (growth < material(window, settings)) return false;
  const half = axis.length >> 1;
  const { values } = window;
  const early = senSlope(axis.slice(0, half), values.slice(0, half)).slope;
  const late = senSlope(axis.slice(half), values.slice(half)).slope;
  const steady = STEADY[settings.basis];
  return early >= steady.early * slope && late >= steady.late * slope;
}

function countRises(window: Window, settings: RuleSettings, stage: Stage): boolean {
  const { y } = thinned(window.at, window, settings);
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

function thinned(
  axis: readonly number[],
  { values }: Window,
  { unit, basis }: RuleSettings,
): { x: readonly number[]; y: readonly number[] } {
  // Counters at idle moments carry no noise, and minima of bins would only hide their steps.
  const whole = values.length < BINS.from || (unit === 'count' && basis === 'quiescent');
  return whole ? { x: axis, y: values } : binMinima(axis, values, BINS.count);
}

/**
 * What compiling explains of a heap's growth. Feedback, shapes and tables of a program that warms
 * up came to about as much as its code (0.5 to 0.7 times, services on Node 20 and 24).
 */
function warmUp({ code }: Window): number {
  return Math.max(0, (code.at(-1) ?? 0) - (code[0] ?? 0));
}

function material(window: Window, { basis, level }: RuleSettings): number {
  return materialOf(level ?? median(window.values), basis);
}

/** The growth of so many bytes that is called a rise. */
export function materialOf(level: number, basis: RuleSettings['basis']): number {
  const { share, bytes } = MATERIAL[basis];
  return Math.max(share * level, bytes);
}

function run(axis: readonly number[]): number {
  return (axis.at(-1) as number) - (axis[0] as number);
}
