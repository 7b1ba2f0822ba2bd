import { ArgumentError } from '../errors.ts';

/** How often something happened between two snapshots, by name: `{ task: 101, failure: 7 }`. */
export type EventCounts = Readonly<Record<string, number>>;

export interface CountOptions {
  /** Events between the two snapshots. Primes tell most: what is no multiple is no suspect. */
  counts?: EventCounts;
  /** Short for `counts: { task: N }`. */
  tasks?: number;
}

/** An event that happened so often that growth by a multiple of it is no accident. */
export interface Count {
  name: string;
  count: number;
}

/** Largest multiple that counts: nine or more objects a task are companions of a smaller number. */
const MAX_K = 8;
/** Fewer events than this say nothing: almost every growth is a multiple of them. */
const MIN_COUNT = 5;

/** Largest count first, so that the smallest k is found first. Counts of 0 are left out. */
export function readCounts(options: CountOptions): Count[] {
  const all = {
    ...(options.tasks === undefined ? {} : { task: options.tasks }),
    ...options.counts,
  };
  for (const [name, count] of Object.entries(all)) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new ArgumentError(
        `count "${name}" is ${String(count)}, expected a whole number of events`,
      );
    }
  }
  return Object.entries(all)
    .map(([name, count]) => ({ name, count }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count);
}

/** Which event a growth is a small multiple of. */
export function matchCount(
  delta: number,
  counts: readonly Count[],
): { per: string; k: number; count: number } | undefined {
  for (const { name, count } of counts) {
    const k = delta / count;
    if (count >= MIN_COUNT && Number.isInteger(k) && k >= 1 && k <= MAX_K) {
      return { per: name, k, count };
    }
  }
  return undefined;
}
