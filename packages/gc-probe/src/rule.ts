import type { Columns } from './history.ts';
import { isFlat, isSettling, rises } from './rises.ts';
import { senSlope } from './trend.ts';
import type { VerdictKind } from './types.ts';
import {
  isLongEnough,
  judgedWindow,
  moved,
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

/**
 * The share of its former rate that a rise must keep in newer floors. What made natural floors
 * suspect had noise in its favour: they need keep less of it, but must not stop.
 */
const KEEPS = {
  quiescent: { bytes: 0.7, count: 0.5 },
  natural: { bytes: 0.5, count: 0.5 },
} as const;

/**
 * The parts of newer natural floors in which a cache that fills within half a window is full: the
 * first if it was suspected late, the second at the latest.
 */
const LATE = [0.55, 0.3] as const;

/** The share of its former rate that a rise surely lacks when it has stopped. */
const STOPPED = 0.6;

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

/**
 * Stage two, one look only: when as many newer floors are there as made the suspicion (or a
 * multiple, see below), the rise must have gone on in them alone, at most of its former rate: per
 * second, per task or per event, whichever drives it. A rise that only slows down, like log(t),
 * keeps half of its rate.
 */
function examine(
  state: RuleState,
  suspicion: Suspicion,
  columns: Columns,
  series: Series,
  settings: RuleSettings,
): RuleState {
  const start = Math.max(
    0,
    columns.at.findIndex((at) => at >= suspicion.at),
  );
  const fresh = windowFrom(columns, series, start);
  // Whoever was refuted before must show more: chance gets as many looks as there are suspicions.
  const refuted = state.refuted ?? 0;
  const share = FRESH[settings.basis] * (1 + refuted);
  const enough = { floors: stillThere(suspicion, columns) * share, ms: settings.settle * share };
  if (fresh.at.length < enough.floors || spanOf(fresh) < enough.ms) return state;
  const now = fresh.at.at(-1) as number;
  if (goesOn(suspicion, fresh, settings) && rises(fresh, settings, 'confirm')) {
    return { ...state, verdict: 'leak', leakAt: now };
  }
  const again = Math.min(refuted + 1, MAX_REFUTED);
  // Not a leak, but what slowed down need not be flat yet.
  const verdict = atRest(columns, series, settings);
  return { verdict, notBefore: now + spanOf(fresh) / 2, refuted: again };
}

/** The floors that made it suspect, as far as they are still told apart: histories get coarser. */
function stillThere({ from, at, floors }: Suspicion, columns: Columns): number {
  const left = columns.at.filter((each) => from <= each && each <= at).length;
  return Math.min(floors, Math.max(left, floors / MAX_COARSER));
}

function goesOn(suspicion: Suspicion, fresh: Window, settings: RuleSettings): boolean {
  const keeps = KEEPS[settings.basis][settings.unit];
  const { perSecond, perTask, perEvent } = rates(fresh, settings);
  const goes = perSecond >= keeps * suspicion.perSecond || perTask >= keeps * suspicion.perTask;
  if (settings.unit === 'bytes') return goes && !hasStopped(suspicion, fresh, settings);
  if (goes) return true;
  return [...perEvent].some(([name, rate]) => {
    const former = suspicion.perEvent.get(name);
    return former !== undefined && rate >= keeps * former;
  });
}

/**
 * Whether the last of the newer natural floors surely rise by less than what rose before them: a
 * cache that was filling when it became suspect is full by then.
 */
function hasStopped(
  { perSecond }: Rates,
  { at, values }: Window,
  { basis }: RuleSettings,
): boolean {
  if (basis === 'quiescent') return false;
  return LATE.some((part) => {
    const from = Math.floor(at.length * (1 - part));
    const early = senSlope(at.slice(0, from), values.slice(0, from)).slope;
    const late = senSlope(at.slice(from), values.slice(from)).interval;
    return late[1] < STOPPED * Math.max(early, perSecond / 1_000);
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
