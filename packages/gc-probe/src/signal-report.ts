import type { History } from './history.ts';
import type { RuleState } from './rule.ts';
import { mannKendall } from './trend.ts';
import type { SignalVerdict } from './types.ts';
import { judgedWindow, moved, slopeOf } from './window.ts';
import type { Window } from './window.ts';

/** Enough points for a slope within a percent; all pairs of more would cost milliseconds. */
const MAX_POINTS = 60;

/** Says of one signal what was judged and found. */
export function report(
  signal: string,
  state: RuleState,
  { unit, history }: { unit: 'bytes' | 'count'; history: History },
  settle: number,
): SignalVerdict {
  const { at, tasks, events, values } = windowOf(state, history, signal, settle);
  const perSecond = slopeOf(at, values, unit);
  const slopePerEvent: Record<string, number> = {};
  for (const [name, column] of events) {
    if (moved(column)) slopePerEvent[name] = slopeOf(column, values, unit).slope;
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
    slopePerTask: moved(tasks) ? slopeOf(tasks, values, unit).slope : null,
    ...(Object.keys(slopePerEvent).length > 0 && { slopePerEvent }),
    interval: [perSecond.interval[0] * 1_000, perSecond.interval[1] * 1_000],
    tau: mannKendall(values).tau,
    from: values[0] ?? 0,
    to: values.at(-1) ?? 0,
    ...fired,
  };
}

/** Of a suspect the whole rise, else what the rule looks at; thinned out evenly if long. */
function windowOf(
  { suspicion }: RuleState,
  history: History,
  signal: string,
  settle: number,
): Omit<Window, 'code'> {
  const columns = history.columns();
  const all = history.values(signal);
  let start = all.length - judgedWindow(columns, { values: all }, settle).at.length;
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
  };
}
