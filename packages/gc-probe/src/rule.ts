import type { Columns } from './history.ts';
import { isFlat, isSettling, rises } from './rises.ts';
import { senSlope } from './trend.ts';
import type { Slope } from './trend.ts';
import type { VerdictKind } from './types.ts';
import {
  evenly,
  isLongEnough,
  judgedWindow,
  moved,
  since,
  slopeOf,
  spanOf,
  warmUpOf,
  windowFrom,
} from './window.ts';
import type { RuleSettings, Series, Window } from './window.ts';

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

interface Suspicion extends Rates {
  readonly from: number;
  readonly at: number;
  readonly floors: number;
  readonly base: number;
  readonly top: number;
}

interface Rates {
  readonly perSecond: number;
  /** NaN when no task was done, which no comparison passes. */
  readonly perTask: number;
  readonly perEvent: ReadonlyMap<string, number>;
}

/** How far repeated refutation raises the demand: histories are bounded. */
const MAX_REFUTED = 2;

/** By how much fewer floors than made the suspicion may do as its proof, after they were merged. */
const MAX_COARSER = 4;

/**
 * The share of the floors and of the settle window that newer floors must fill. Natural ones come
 * when V8 likes, some time after a window is full: with all of it, two windows would never do.
 */
const FRESH = { quiescent: 1, natural: 0.7 } as const;

/** The share of its former rate that a rise must keep in newer floors. */
const KEEPS = { bytes: 0.7, count: 0.5 } as const;

/**
 * Natural floors carry what was in flight, and what made them suspect had that noise in its favour: it
 * proves nothing. What is innocent rises for half a settle window at most, a part of which had passed:
 * floors from `from` windows after the suspicion on tell, when they span `least` windows. Either they
 * surely rise, and at `keeps` of the former rate, or surely at less than `stopped` of it; until one of
 * the two is sure it stays suspect, for `most` windows of them.
 */
const LATER = { from: 0.35, least: 0.35, floors: 8, most: 1, keeps: 0.5, stopped: 0.6 } as const;

/** How much wider than the 97.5 % of a slope's bound: there are many looks. 2.6 is 99.5 %. */
const SURE = 2.6 / 1.96;

/** Takes the signal one sample further. Pure: what it knows is in `state` and the columns. */
export function judge(
  state: RuleState,
  columns: Columns,
  series: Series,
  settings: RuleSettings,
): RuleState {
  const now = columns.at.at(-1) ?? 0;
  if (state.verdict === 'leak') {
    if (!givenBack(state, series)) return state;
    return { verdict: settings.basis === 'quiescent' ? 'stable' : 'insufficient' };
  }
  if (state.suspicion) return examine(state, state.suspicion, columns, series, settings);
  const window = judgedWindow(columns, series, settings);
  if (!isLongEnough(window, settings)) return { ...state, verdict: 'insufficient' };
  if ((state.notBefore ?? 0) <= now && rises(window, settings, 'suspect')) {
    const suspicion = suspect(window, settings);
    return { verdict: 'suspect', suspicion, refuted: state.refuted ?? 0 };
  }
  return { ...state, verdict: atRest(columns, series, settings) };
}

/** What a signal without a suspicion is called, whose window is long enough. */
function atRest(columns: Columns, series: Series, settings: RuleSettings): VerdictKind {
  if (settings.complete === false) return 'insufficient';
  if (settings.basis === 'natural' && settings.unit === 'bytes') {
    // The longer, the narrower the interval: all that was seen since the warm-up.
    const whole = windowFrom(columns, series, warmUpOf(columns, settings));
    return isFlat(whole, settings) ? 'stable' : 'insufficient';
  }
  const window = judgedWindow(columns, series, settings);
  return isSettling(window, settings) ? 'insufficient' : 'stable';
}

/** Stage two: whether the rise has gone on in newer floors alone. */
function examine(
  state: RuleState,
  suspicion: Suspicion,
  columns: Columns,
  series: Series,
  settings: RuleSettings,
): RuleState {
  const fresh = since(windowFrom(columns, series, 0), suspicion.at);
  // Whoever was refuted before must show more: chance gets as many looks as there are suspicions.
  const refuted = state.refuted ?? 0;
  const goesOn =
    settings.basis === 'natural' && settings.unit === 'bytes'
      ? goesOnLater(suspicion, fresh, 1 + refuted, settings)
      : goesOnAtOnce(suspicion, fresh, stillThere(suspicion, columns), 1 + refuted, settings);
  if (goesOn === undefined) return state;
  const now = fresh.at.at(-1) as number;
  if (goesOn) return { ...state, verdict: 'leak', leakAt: now };
  const again = Math.min(refuted + 1, MAX_REFUTED);
  // Not a leak, but what slowed down need not be flat yet.
  const verdict = atRest(columns, series, settings);
  return { verdict, notBefore: now + spanOf(fresh) / 2, refuted: again };
}

/**
 * Of forced floors and of counters, one look only: when as many newer floors are there as made the
 * suspicion (or a multiple), the rise must keep most of its former rate: per second, per task or per
 * event, whichever drives it. A rise that only slows down, like log(t), keeps half of its rate.
 * Undefined until they are there.
 */
function goesOnAtOnce(
  suspicion: Suspicion,
  fresh: Window,
  floors: number,
  times: number,
  settings: RuleSettings,
): boolean | undefined {
  const share = FRESH[settings.basis] * times;
  if (fresh.at.length < floors * share || spanOf(fresh) < settings.settle * share) return undefined;
  return keepsRate(suspicion, fresh, settings) && rises(fresh, settings, 'confirm');
}

/** Of natural floors: see `LATER`. Undefined until one of the two is sure. */
function goesOnLater(
  suspicion: Suspicion,
  fresh: Window,
  times: number,
  settings: RuleSettings,
): boolean | undefined {
  const { settle, unit } = settings;
  const later = evenly(since(fresh, suspicion.at + LATER.from * settle));
  const span = spanOf(later) / times;
  if (later.at.length < LATER.floors || span < LATER.least * settle) return undefined;
  const perSecond = slopeOf(later.at, later.values, unit);
  const surely =
    isSure(perSecond, suspicion.perSecond / 1_000) ||
    (moved(later.tasks) && isSure(slopeOf(later.tasks, later.values, unit), suspicion.perTask));
  if (surely && isSteady(fresh, perSecond) && rises(fresh, settings, 'confirm')) return true;
  const hasStopped = perSecond.interval[1] < (LATER.stopped * suspicion.perSecond) / 1_000;
  return hasStopped || span >= LATER.most * settle ? false : undefined;
}

/** It surely rises, and most likely keeps enough of the former rate. */
function isSure({ slope, interval: [low] }: Slope, former: number): boolean {
  return slope >= LATER.keeps * former && slope - (slope - low) * SURE > 0;
}

/** It has not just begun: a cache may begin to fill after noise was suspect. */
function isSteady(fresh: Window, { slope }: Slope): boolean {
  const { at, values } = evenly(fresh);
  const half = at.length >> 1;
  return senSlope(at.slice(0, half), values.slice(0, half)).slope >= LATER.keeps * slope;
}

/** The floors that made it suspect, as far as they are still told apart: histories get coarser. */
function stillThere({ from, at, floors }: Suspicion, columns: Columns): number {
  const left = columns.at.filter((each) => from <= each && each <= at).length;
  return Math.min(floors, Math.max(left, floors / MAX_COARSER));
}

function keepsRate(suspicion: Suspicion, fresh: Window, settings: RuleSettings): boolean {
  const keeps = KEEPS[settings.unit];
  const { perSecond, perTask, perEvent } = rates(fresh, settings);
  const goes = perSecond >= keeps * suspicion.perSecond || perTask >= keeps * suspicion.perTask;
  if (goes || settings.unit === 'bytes') return goes;
  return [...perEvent].some(([name, rate]) => {
    const former = suspicion.perEvent.get(name);
    return former !== undefined && rate >= keeps * former;
  });
}

/** A leak is taken back only when the memory is: no new tasks are no acquittal. */
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

function rates({ at, tasks, events, values }: Window, { unit }: RuleSettings): Rates {
  const along = (x: readonly number[]) => (moved(x) ? slopeOf(x, values, unit).slope : Number.NaN);
  return {
    perSecond: along(at) * 1_000,
    perTask: along(tasks),
    perEvent: new Map([...events].map(([name, x]) => [name, along(x)])),
  };
}
