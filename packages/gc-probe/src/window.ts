import type { Columns } from './history.ts';
import { leastSquares, senSlope } from './trend.ts';
import type { Slope } from './trend.ts';

/** What the rule needs to know beside the series. */
export interface RuleSettings {
  /** Milliseconds a window must span: at least twice the longest innocent cycle. */
  readonly settle: number;
  /** Floors a window must hold. */
  readonly minFloors: number;
  readonly unit: 'bytes' | 'count';
  readonly basis: 'quiescent' | 'natural';
  /** The moment of judging, on the clock of the floors. */
  readonly now?: number;
  /** False when nothing is known of a part of the signal: it may be a leak and cannot be stable. */
  readonly complete?: boolean;
  /** Bytes that the signal is a part of, for what is material; default its own median. */
  readonly level?: number;
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

/** The part of a settle window that floors must span: natural ones come when V8 likes. */
const FULL = { quiescent: 1, natural: 0.9 } as const;

/** The longest part of a window that may pass without a natural floor. */
const MAX_GAP = 1 / 3;

/** Floors of a window beyond which more do not help, if it spans the settle time. */
const MAX_WINDOW = 60;

/**
 * The part of the history that is judged: all but the warm-up, and of that not more than helps.
 * Natural floors are few: as long as the rest would not span the settle window, less is dropped.
 * An innocent rise at the start, which fills half a window at most, fails the test of both halves.
 */
export function judgedWindow(
  columns: Columns,
  series: Series,
  settings: Pick<RuleSettings, 'settle' | 'basis'>,
): Window {
  const { at } = columns;
  const warm = warmUpOf(columns, settings);
  let start = Math.max(warm, at.length - MAX_WINDOW);
  while (start > warm && (at.at(-1) as number) - (at[start] as number) < settings.settle)
    start -= 1;
  return windowFrom(columns, series, start);
}

/** How many of the first floors are warm-up. */
export function warmUpOf(
  { at }: Columns,
  { settle, basis }: Pick<RuleSettings, 'settle' | 'basis'>,
): number {
  const last = at.at(-1) ?? 0;
  let warm = Math.floor(at.length * WARM_UP);
  if (basis === 'natural') while (warm > 0 && last - (at[warm] as number) < settle) warm -= 1;
  return warm;
}

/** Points that a slope is taken of: all pairs of more would cost milliseconds. */
const MAX_POINTS = 60;

/** The window with no more floors than a slope is to be taken of, evenly spread. */
export function evenly(window: Window): Window {
  const { length } = window.at;
  if (length <= MAX_POINTS) return window;
  const step = (length - 1) / (MAX_POINTS - 1);
  const picked = Array.from({ length: MAX_POINTS }, (_, i) => Math.round(i * step));
  const pick = (column: readonly number[]) => picked.map((i) => column[i] as number);
  return {
    at: pick(window.at),
    tasks: pick(window.tasks),
    events: new Map([...window.events].map(([name, column]) => [name, pick(column)])),
    values: pick(window.values),
    code: pick(window.code),
  };
}

/** The floors from a moment on. */
export function since(window: Window, moment: number): Window {
  const start = window.at.findIndex((at) => at >= moment);
  return windowFrom(window, window, start < 0 ? window.at.length : start);
}

/** The floors from an index on. */
export function windowFrom(columns: Columns, { values, code = [] }: Series, start: number): Window {
  return {
    at: columns.at.slice(start),
    tasks: columns.tasks.slice(start),
    events: new Map([...columns.events].map(([name, column]) => [name, column.slice(start)])),
    values: values.slice(start),
    code: code.slice(start),
  };
}

export function spanOf({ at }: Pick<Window, 'at'>): number {
  return (at.at(-1) ?? 0) - (at[0] ?? 0);
}

/**
 * Whether a window holds enough to be judged by. Natural floors must also be spread over it, up to
 * now: most of a window may else pass without a single one.
 */
export function isLongEnough(
  window: Pick<Window, 'at'>,
  { settle, minFloors, basis, now }: RuleSettings,
): boolean {
  const span = spanOf(window);
  if (window.at.length < minFloors || span < settle * FULL[basis]) return false;
  return basis === 'quiescent' || longestGap(window.at, now) <= span * MAX_GAP;
}

function longestGap(at: readonly number[], now: number = at.at(-1) ?? 0): number {
  let longest = now - (at.at(-1) ?? now);
  for (let i = 1; i < at.length; i++) {
    longest = Math.max(longest, (at[i] as number) - (at[i - 1] as number));
  }
  return longest;
}

/** Slope of a window against one of its axes, by the estimator that fits the unit. */
export function slopeOf(
  x: readonly number[],
  y: readonly number[],
  unit: 'bytes' | 'count',
): Slope {
  return unit === 'count' ? leastSquares(x, y) : senSlope(x, y);
}

/** Whether a column of an axis moved at all, so that a slope along it exists. */
export function moved(column: readonly number[]): boolean {
  return (column.at(-1) ?? Number.NaN) > (column[0] ?? Number.NaN);
}
