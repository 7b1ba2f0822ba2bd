import type { History } from './history.ts';
import type { RuleState } from './rule.ts';
import { mannKendall } from './trend.ts';
import type { Slope } from './trend.ts';
import type { SignalVerdict } from './types.ts';
import { judgedWindow, moved, slopeOf } from './window.ts';
import type { RuleSettings, Window } from './window.ts';

/** Enough points for a slope within a percent; all pairs of more would cost milliseconds. */
const MAX_POINTS = 60;

/**
 * What watching itself may add to a heap, in bytes a floor: feedback and tables of the probe's own
 * code, 130 to 400 B for the first thousand floors (Node 20 and 24). No statistic of the floors
 * knows of it, so the lower end of the interval allows for it.
 */
const OWN_DRIFT = 512;

/** Says of one signal what was judged and found. */
export function report(
  signal: string,
  state: RuleState,
  history: History,
  settings: Pick<RuleSettings, 'settle' | 'basis' | 'unit'>,
): SignalVerdict {
  const { unit } = settings;
  const { at, tasks, events, values } = windowOf(state, history, signal, settings);
  const own = signal.endsWith('.floor') ? OWN_DRIFT * (values.length - 1) : 0;
  const along = (x: readonly number[]): Slope => {
    const { slope, interval } = slopeOf(x, values, unit);
    const run = (x.at(-1) ?? 0) - (x[0] ?? 0);
    return { slope, interval: [interval[0] - (run > 0 ? own / run : 0), interval[1]] };
  };
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

/** Of a suspect the whole rise, else what the rule looks at; thinned out evenly if long. */
function windowOf(
  { suspicion }: RuleState,
  history: History,
  signal: string,
  settings: Pick<RuleSettings, 'settle' | 'basis'>,
): Omit<Window, 'code'> {
  const columns = history.columns();
  const all = history.values(signal);
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
  };
}
