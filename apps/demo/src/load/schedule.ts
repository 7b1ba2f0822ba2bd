import { createRandom } from './random.ts';
import { readTrace } from './trace.ts';

/** How tasks come. With the same schedule and the same seed they come at the same moments. */
export type Schedule =
  /** As regular as a clock. */
  | { readonly kind: 'constant'; readonly rate: number }
  /** At random and independently of each other, as users do. */
  | { readonly kind: 'poisson'; readonly rate: number }
  /** At random, `size` at a time. */
  | { readonly kind: 'bursts'; readonly rate: number; readonly size: number }
  /** At the moments that a file recorded, see `trace.ts`; over and over where so wanted. */
  | {
      readonly kind: 'trace';
      readonly file: string;
      readonly arrivals: number;
      /** Milliseconds from the start to the last arrival. */
      readonly length: number;
      readonly repeat: boolean;
    }
  /** So many clients, each of which asks again when it has its answer: the closed loop. */
  | { readonly kind: 'closed'; readonly clients: number };

/** A schedule whose tasks come whether or not the service keeps up. */
export type OpenSchedule = Exclude<Schedule, { kind: 'closed' }>;

/** The milliseconds between one arrival and the next, from the seed; endless but for a trace. */
export function* gapsOf(schedule: OpenSchedule, seed: number): Generator<number, undefined> {
  if (schedule.kind === 'trace')
    return yield* gapsOfTrace(readTrace(schedule.file), schedule.repeat);
  const size = schedule.kind === 'bursts' ? schedule.size : 1;
  const mean = (1000 * size) / schedule.rate;
  const random = createRandom(seed);
  for (;;) {
    // Exponential gaps make a Poisson process: -ln(1 - u) / rate. A burst counts as one arrival.
    yield schedule.kind === 'constant' ? mean : -Math.log(1 - random.next()) * mean;
    for (let more = 1; more < size; more++) yield 0;
  }
}

function* gapsOfTrace(offsets: readonly number[], repeat: boolean): Generator<number, undefined> {
  // A trace of zero length would repeat itself for ever in one moment.
  const rounds = repeat && (offsets.at(-1) ?? 0) > 0 ? Infinity : 1;
  for (let round = 0; round < rounds; round++) {
    let last = 0;
    for (const offset of offsets) {
      yield offset - last;
      last = offset;
    }
  }
  return undefined;
}

/** The schedule for a person: `poisson, 40/s`. */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'closed':
      return `closed loop, ${schedule.clients} clients`;
    case 'trace':
      return `replay of ${schedule.arrivals} recorded arrivals${schedule.repeat ? ', over and over' : ''}`;
    case 'bursts':
      return `bursts of ${schedule.size}, ${schedule.rate}/s in the mean`;
    default:
      return `${schedule.kind}, ${schedule.rate}/s`;
  }
}

/** Tasks per second that the schedule wants; undefined where it wants none, in a closed loop. */
export function rateOfSchedule(schedule: Schedule): number | undefined {
  if (schedule.kind === 'closed') return undefined;
  if (schedule.kind !== 'trace') return schedule.rate;
  return schedule.length > 0 ? (schedule.arrivals * 1000) / schedule.length : undefined;
}
