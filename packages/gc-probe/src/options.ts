import { InvalidArgumentError } from './errors.ts';
import type { Collection } from './collection.ts';
import type { SnapshotBudget } from './snapshot-budget.ts';
import type { Verdict } from './types.ts';

/** Settings of a probe. */
export interface ProbeOptions {
  /**
   * The settle window in milliseconds: at least twice as long as the longest thing that makes
   * memory rise and fall, or rise and stop, in a healthy run (a cache filling to its cap, a batch,
   * a pool growing to its maximum). No statistic can tell such a rise from a leak while it lasts.
   */
  readonly settle: number;
  /**
   * Floors a judged window must hold.
   * @default 12
   */
  readonly minFloors?: number;
  /**
   * Whether isolates that loaded `@watertight/gc-probe/worker` are sampled from inside.
   * @default true
   */
  readonly workers?: boolean;
  /** Further counters to judge, for example `{ listeners: () => emitter.listenerCount('x') }`. */
  readonly watch?: Readonly<Record<string, () => number>>;
  /**
   * Whether `quiescent()` also counts timers and ports in the heap of every isolate, `unref()`ed
   * ones too. Walks each heap twice: 60 to 300 ms, and Node.js warns that this is experimental.
   * @default false
   */
  readonly objects?: boolean;
  /**
   * Milliseconds to wait for a worker's answer before it counts as missing.
   * @default 1000
   */
  readonly timeout?: number;
  /** Called when the overall verdict changes, after the sample that changed it. */
  readonly onVerdict?: (verdict: Verdict) => void;
  /** Called with every collection of every isolate, in order, at most one sample after it. */
  readonly onCollection?: (collection: Collection) => void;
  /**
   * Called once when the verdict turns to `suspect` (or at once to `leak`), with what a heap snapshot
   * would cost now. To be taken through a `SnapshotGuard`.
   */
  readonly onSuspect?: (verdict: Verdict, budget: SnapshotBudget) => void;
}

const HOOKS = ['onVerdict', 'onCollection', 'onSuspect'] as const;

type Hooks = Pick<ProbeOptions, (typeof HOOKS)[number]>;

export type Settings = Required<Omit<ProbeOptions, keyof Hooks>> & Hooks;

/**
 * The least number of floors with which the rule was shown to hold: below it, chance alone gets
 * significant trends out of a handful of points.
 */
const MIN_FLOORS = 12;

/** Checks the options and fills in the defaults. */
export function settingsOf(options: ProbeOptions): Settings {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError('options', 'an object with at least `settle`', options);
  }
  const { settle, minFloors = MIN_FLOORS, workers = true, timeout = 1_000 } = options;
  const { objects = false, onVerdict, onCollection, onSuspect } = options;
  const watch = options.watch ?? {};
  if (!(Number.isFinite(settle) && settle > 0)) {
    throw new InvalidArgumentError('settle', 'a number of milliseconds above 0', settle);
  }
  if (!Number.isInteger(minFloors) || minFloors < 6) {
    throw new InvalidArgumentError('minFloors', 'a whole number, 6 or more', minFloors);
  }
  if (typeof workers !== 'boolean') {
    throw new InvalidArgumentError('workers', 'true or false', workers);
  }
  if (!(Number.isFinite(timeout) && timeout > 0)) {
    throw new InvalidArgumentError('timeout', 'a number of milliseconds above 0', timeout);
  }
  if (typeof objects !== 'boolean') {
    throw new InvalidArgumentError('objects', 'true or false', objects);
  }
  for (const name of HOOKS) {
    if (options[name] !== undefined && typeof options[name] !== 'function') {
      throw new InvalidArgumentError(name, 'a function', options[name]);
    }
  }
  for (const [name, read] of Object.entries(watch)) {
    if (typeof read !== 'function') {
      throw new InvalidArgumentError(`watch.${name}`, 'a function that returns a number', read);
    }
  }
  return {
    settle,
    minFloors,
    workers,
    timeout,
    objects,
    watch: { ...watch },
    ...(onVerdict && { onVerdict }),
    ...(onCollection && { onCollection }),
    ...(onSuspect && { onSuspect }),
  };
}

/** What a caller tells with a sample. */
export interface Moment {
  /** Tasks completed since the start; must not fall. */
  readonly tasks?: number;
  /** Other things that happened since the start, by name, for example `{ failure: 12 }`. */
  readonly events?: Readonly<Record<string, number>>;
}

/** Checks the counts that go with a sample. */
export function checkMoment({ tasks, events }: Moment): void {
  if (tasks !== undefined && !(Number.isFinite(tasks) && tasks >= 0)) {
    throw new InvalidArgumentError('tasks', 'a number of tasks, 0 or more', tasks);
  }
  for (const [name, count] of Object.entries(events ?? {})) {
    if (!Number.isFinite(count)) {
      throw new InvalidArgumentError(`events.${name}`, 'a finite number', count);
    }
  }
}
