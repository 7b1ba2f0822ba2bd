import { Arrivals, type Load } from './arrivals.ts';
import { ClosedLoop } from './closed-loop.ts';
import { gapsOf, type Schedule } from './schedule.ts';

export interface LoadOptions {
  readonly schedule: Schedule;
  readonly seed: number;
  /** How many tasks to bring in all; without it, as many as the schedule has. */
  readonly limit?: number | undefined;
  /** Milliseconds for which they come. */
  readonly duration?: number | undefined;
  /** Brings a task that was due at this moment; `settled` is to be called when it is over. */
  readonly submit: (dueAt: number, settled: () => void) => void;
  /** Called once, when the last task has been brought. */
  readonly onEnd: () => void;
}

/** The load that a schedule describes, not yet started. */
export function createLoad({
  schedule,
  seed,
  limit,
  duration = Infinity,
  submit,
  onEnd,
}: LoadOptions): Load {
  const most = limit ?? Infinity;
  if (schedule.kind === 'closed')
    return new ClosedLoop(schedule.clients, { tasks: most, duration }, submit, onEnd);
  const gaps = first(most, duration, gapsOf(schedule, seed));
  return new Arrivals(gaps, (dueAt) => submit(dueAt, nobodyWaits), onEnd);
}

/** In an open loop nothing depends on the answer. */
const nobodyWaits = (): void => {};

function* first(
  count: number,
  duration: number,
  gaps: Generator<number, undefined>,
): Generator<number, undefined> {
  let at = 0;
  for (let taken = 0; taken < count; taken++) {
    const { done, value } = gaps.next();
    if (done) return undefined;
    at += value;
    // By the schedule, not by the clock: the same tasks come on a machine that is late.
    if (at > duration) return undefined;
    yield value;
  }
  return undefined;
}
