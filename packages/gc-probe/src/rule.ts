import type { Columns } from './history.ts';
import { isSettling, rises } from './rises.ts';
import type { VerdictKind } from './types.ts';
import { isLongEnough, judgedWindow, moved, slopeOf, spanOf, windowFrom } from './window.ts';
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

/**
 * The share of the floors and of the settle window that newer floors must fill. Natural ones come
 * when V8 likes, some time after a window is full: with all of it, two windows would never do.
 */
const FRESH = { quiescent: 1, natural: 0.8 } as const;

/** The share of its former rate that a rise must keep in newer floors. */
const KEEPS = { bytes: 0.7, count: 0.5 } as const;

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
  const window = judgedWindow(columns, series, settings);
  if (!isLongEnough(window, settings)) return { ...state, verdict: 'insufficient' };
  if ((state.notBefore ?? 0) <= now && rises(window, settings, 'suspect')) {
    const suspicion = suspect(window, settings);
    return { verdict: 'suspect', suspicion, refuted: state.refuted ?? 0 };
  }
  return { ...state, verdict: atRest(window, settings) };
}

/** What a signal without a suspicion is called. */
function atRest(window: Window, settings: RuleSettings): VerdictKind {
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
  const enough = { floors: suspicion.floors * share, ms: settings.settle * share };
  if (fresh.at.length < enough.floors || spanOf(fresh) < enough.ms) return state;
  const now = fresh.at.at(-1) as number;
  if (goesOn(suspicion, fresh, settings) && rises(fresh, settings, 'confirm')) {
    return { ...state, verdict: 'leak', leakAt: now };
  }
  const again = Math.min(refuted + 1, MAX_REFUTED);
  // Not a leak, but what slowed down need not be flat yet.
  const verdict = atRest(judgedWindow(columns, series, settings), settings);
  return { verdict, notBefore: now + spanOf(fresh) / 2, refuted: again };
}

function goesOn(suspicion: Suspicion, fresh: Window, settings: RuleSettings): boolean {
  const keeps = KEEPS[settings.unit];
  const { perSecond, perTask, perEvent } = rates(fresh, settings);
  if (perSecond >= keeps * suspicion.perSecond || perTask >= keeps * suspicion.perTask) return true;
  if (settings.unit === 'bytes') return false;
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
