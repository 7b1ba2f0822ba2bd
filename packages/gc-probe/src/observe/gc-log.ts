import { GCProfiler, getHeapStatistics } from 'node:v8';

/** Kinds of garbage collection, under the names of V8's own reports. */
export type GcKind =
  'scavenge' | 'minor-mark-sweep' | 'mark-compact' | 'incremental-marking' | 'weak-callbacks';

/** One collection as V8 saw it. Sizes in bytes. */
export interface GcRecord {
  /**
   * When, in milliseconds on the clock of `performance.now()` of the thread that made the probe.
   * V8's log tells the order and no times: those lie between two readings of the log (at most 2 s
   * apart) by how much had been allocated, as if the program allocated evenly in between.
   */
  readonly at: number;
  readonly kind: GcKind;
  readonly pauseMs: number;
  readonly usedBefore: number;
  readonly usedAfter: number;
  readonly externalBefore: number;
  readonly externalAfter: number;
  /** Bytes in use before and after, by heap space; spaces that were empty both times left out. */
  readonly spaces: Readonly<Record<string, readonly [before: number, after: number]>>;
}

const kinds: Record<string, GcKind> = {
  Scavenge: 'scavenge',
  // Node 22 has no name for kind 2; from 24 on it is MinorMarkSweep.
  Unknown: 'minor-mark-sweep',
  MinorMarkCompact: 'minor-mark-sweep',
  MinorMarkSweep: 'minor-mark-sweep',
  MarkSweepCompact: 'mark-compact',
  IncrementalMarking: 'incremental-marking',
  ProcessWeakCallbacks: 'weak-callbacks',
};

/**
 * Every collection of the calling isolate, none lost.
 *
 * V8's profiler is used and not a PerformanceObserver: it is read synchronously, so nothing is
 * under way when the log stops, it is exact about sizes, and it keeps nothing alive. It buffers
 * some KB a collection, which is why it must be drained.
 */
export class GcLog implements Disposable {
  #profiler: GCProfiler | undefined = new GCProfiler();
  #since: Reading;
  #allocated = 0;

  constructor() {
    this.#profiler?.start();
    this.#since = reading();
  }

  /** Bytes that were allocated on the heap since the log began, up to when it was last drained. */
  get allocated(): number {
    return this.#allocated;
  }

  /** Records since the last call, oldest first. */
  drain(): GcRecord[] {
    const old = this.#profiler;
    if (!old) return [];
    // The next profiler starts before the old one stops: stop() itself allocates (text, then
    // JSON), and a collection in there would fall between two chairs. Nothing allocates between
    // these two calls, so none is counted twice.
    const next = new GCProfiler();
    next.start();
    this.#profiler = next;
    return this.#records(old);
  }

  /** Ends the log and returns what was not drained yet. */
  stop(): GcRecord[] {
    const last = this.#profiler;
    this.#profiler = undefined;
    return last ? this.#records(last) : [];
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #records(profiler: GCProfiler): GcRecord[] {
    const statistics = profiler.stop()?.statistics ?? [];
    const since = this.#since;
    this.#since = reading();
    const { records, allocated } = timed(statistics, since, this.#since);
    this.#allocated += allocated;
    return records;
  }
}

type Statistics = ReturnType<GCProfiler['stop']>['statistics'];

interface Reading {
  readonly at: number;
  readonly used: number;
}

function reading(): Reading {
  return { at: performance.now(), used: getHeapStatistics().used_heap_size };
}

function timed(
  statistics: Statistics,
  since: Reading,
  until: Reading,
): { records: GcRecord[]; allocated: number } {
  let { used } = since;
  let allocated = 0;
  const upTo = statistics.map(({ beforeGC, afterGC }) => {
    allocated += Math.max(0, beforeGC.heapStatistics.usedHeapSize - used);
    used = afterGC.heapStatistics.usedHeapSize;
    return allocated;
  });
  const all = allocated + Math.max(0, until.used - used);
  const records = statistics.map(({ gcType, cost, beforeGC, afterGC }, i) => ({
    at: since.at + (until.at - since.at) * (all > 0 ? (upTo[i] as number) / all : 1),
    kind: kinds[gcType] ?? 'weak-callbacks',
    // `cost` is in microseconds.
    pauseMs: cost / 1_000,
    usedBefore: beforeGC.heapStatistics.usedHeapSize,
    usedAfter: afterGC.heapStatistics.usedHeapSize,
    externalBefore: beforeGC.heapStatistics.externalMemory,
    externalAfter: afterGC.heapStatistics.externalMemory,
    spaces: bySpace(beforeGC.heapSpaceStatistics, afterGC.heapSpaceStatistics),
  }));
  return { records, allocated: all };
}

type Spaces = readonly { readonly spaceName: string; readonly spaceUsedSize: number }[];

function bySpace(before: Spaces, after: Spaces): Record<string, [number, number]> {
  const spaces: Record<string, [number, number]> = {};
  // Both lists come from the same loop over V8's spaces, so they have the same order.
  for (const [i, { spaceName, spaceUsedSize }] of before.entries()) {
    const left = after[i]?.spaceUsedSize ?? 0;
    if (spaceUsedSize > 0 || left > 0) spaces[spaceName] = [spaceUsedSize, left];
  }
  return spaces;
}
