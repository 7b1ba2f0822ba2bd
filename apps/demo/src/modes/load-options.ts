import { wholeNumber } from '../command/arguments.ts';
import { fromHere } from '../command/from-here.ts';
import { UsageError } from '../command/usage-error.ts';
import type { Schedule } from '../load/schedule.ts';
import { readTrace } from '../load/trace.ts';

/** What every mode with a load of its own understands. */
export const loadOptions = {
  load: { type: 'string' },
  rate: { type: 'string' },
  seed: { type: 'string' },
  queue: { type: 'string' },
  record: { type: 'string' },
  report: { type: 'string' },
  ci: { type: 'boolean' },
} as const;

/** @param queue how many tasks may be under way, where the mode has its own bound */
export const loadUsage = (queue = '10,000'): string => `  --load SPEC    how tasks come:
                   constant     as regular as a clock
                   poisson      at random, as users do
                   bursts[:N]   N at a time (default 10), at random
                   trace:FILE   at recorded moments: milliseconds since the start, one a line
                   closed:N     N clients, each of which waits for its answer and asks again
  --rate N       tasks per second, in the mean, of the first three
  --seed N       seed of the arrivals and of the input (default 1)
  --queue N      tasks that may be under way; more are turned away and counted (default ${queue})
  --record FILE  writes down when tasks came, for --load trace:FILE
  --report FILE  where an HTML report goes
  --ci           JSON lines instead of a live view; the last line is the result
  --help         this text`;

type Values = { readonly [K in keyof typeof loadOptions]?: string | boolean | undefined };

export interface LoadOptions {
  readonly seed: number;
  readonly schedule: Schedule | undefined;
  readonly queue: number | undefined;
  readonly record: string | undefined;
  readonly report: string | undefined;
  readonly ci: boolean;
}

/**
 * @param usualRate tasks per second where none are given; undefined leaves the rate to be found
 * @param repeat whether a trace is replayed over and over
 */
export function readLoadOptions(
  values: Values,
  usualRate: number | undefined,
  repeat: boolean,
): LoadOptions {
  const text = (name: keyof Values): string | undefined => values[name] as string | undefined;
  const given = text('rate');
  const rate = given === undefined ? undefined : wholeNumber('--rate', given, 1, 100_000);
  const queue = text('queue');
  const record = text('record');
  return {
    seed: wholeNumber('--seed', text('seed') ?? '1', 0, 2 ** 31),
    schedule: scheduleOf(text('load'), rate, usualRate, repeat),
    queue: queue === undefined ? undefined : wholeNumber('--queue', queue, 1, 1_000_000),
    record: record === undefined ? undefined : fromHere(record),
    report: text('report'),
    ci: values.ci === true,
  };
}

function scheduleOf(
  spec: string | undefined,
  given: number | undefined,
  usualRate: number | undefined,
  repeat: boolean,
): Schedule | undefined {
  const at = spec?.indexOf(':') ?? -1;
  const kind = at < 0 ? spec : spec?.slice(0, at);
  const detail = at < 0 ? undefined : spec?.slice(at + 1);
  if (kind === 'closed' || kind === 'trace') {
    if (given !== undefined) throw new UsageError(`--rate says nothing with --load ${kind}`);
    if (kind === 'closed') {
      return { kind, clients: wholeNumber('--load closed:N', detail ?? '', 1, 10_000) };
    }
    if (!detail) throw new UsageError('--load trace has no file; expected trace:FILE');
    const file = fromHere(detail);
    const offsets = readTrace(file);
    return { kind, file, arrivals: offsets.length, length: offsets.at(-1) ?? 0, repeat };
  }
  if (kind !== undefined && !['constant', 'poisson', 'bursts'].includes(kind)) {
    throw new UsageError(
      `--load is ${JSON.stringify(spec)}; expected constant, poisson, bursts[:N], trace:FILE or closed:N`,
    );
  }
  if (detail !== undefined && kind !== 'bursts') {
    throw new UsageError(`--load is ${JSON.stringify(spec)}; the rate is given by --rate N`);
  }
  const rate = given ?? usualRate;
  if (rate === undefined) {
    if (kind === undefined) return undefined;
    throw new UsageError(`--load ${spec} needs --rate N, tasks per second`);
  }
  if (kind === 'constant') return { kind, rate };
  if (kind !== 'bursts') return { kind: 'poisson', rate };
  return { kind, rate, size: wholeNumber('--load bursts:N', detail ?? '10', 1, 10_000) };
}
