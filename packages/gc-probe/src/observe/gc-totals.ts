import type { GcKind, GcRecord } from './gc-log.ts';

/** Upper bounds of the pause histogram in milliseconds; a last bucket holds what is above. */
const PAUSE_BOUNDS: readonly number[] = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000,
];

/** Totals of one kind of collection. */
export interface GcKindTotals {
  readonly count: number;
  readonly pauseMs: number;
  readonly maxMs: number;
  /** Collections by pause, one entry for each of `bounds` and one for what is above. */
  readonly buckets: readonly number[];
}

/** All collections of one isolate since the probe looks at it. */
export interface GcTotals {
  readonly count: number;
  readonly pauseMs: number;
  /** Share of the time that went into pauses, 0 to 1. */
  readonly share: number;
  readonly bounds: readonly number[];
  readonly kinds: Readonly<Record<GcKind, GcKindTotals>>;
}

interface Running {
  count: number;
  pauseMs: number;
  maxMs: number;
  buckets: number[];
}

const names: readonly GcKind[] = [
  'scavenge',
  'minor-mark-sweep',
  'mark-compact',
  'incremental-marking',
  'weak-callbacks',
];

/** Adds collections up; its own memory does not depend on how many there were. */
export class GcAccount {
  readonly #since: number = performance.now();
  #until: number | undefined;
  readonly #kinds = new Map<GcKind, Running>(
    names.map((kind) => [
      kind,
      { count: 0, pauseMs: 0, maxMs: 0, buckets: PAUSE_BOUNDS.map(() => 0).concat(0) },
    ]),
  );

  add(records: readonly GcRecord[]): void {
    for (const { kind, pauseMs } of records) {
      const running = this.#kinds.get(kind) as Running;
      running.count += 1;
      running.pauseMs += pauseMs;
      running.maxMs = Math.max(running.maxMs, pauseMs);
      const above = PAUSE_BOUNDS.findIndex((bound) => pauseMs <= bound);
      const bucket = above < 0 ? PAUSE_BOUNDS.length : above;
      running.buckets[bucket] = (running.buckets[bucket] as number) + 1;
    }
  }

  /** Freezes the clock that `share` is taken over. */
  close(): void {
    this.#until ??= performance.now();
  }

  totals(): GcTotals {
    let count = 0;
    let pauseMs = 0;
    const kinds = {} as Record<GcKind, GcKindTotals>;
    for (const [kind, running] of this.#kinds) {
      kinds[kind] = { ...running, buckets: [...running.buckets] };
      count += running.count;
      pauseMs += running.pauseMs;
    }
    const elapsed = (this.#until ?? performance.now()) - this.#since;
    const share = elapsed > 0 ? pauseMs / elapsed : 0;
    return { count, pauseMs, share, bounds: PAUSE_BOUNDS, kinds };
  }
}
