import { GCProfiler } from 'node:v8';

/** Kinds of garbage collection, under the names of V8's own reports. */
export type GcKind =
  'scavenge' | 'minor-mark-sweep' | 'mark-compact' | 'incremental-marking' | 'weak-callbacks';

/** One collection as V8 saw it. Sizes in bytes. */
export interface GcRecord {
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

  constructor() {
    this.#profiler?.start();
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
    return records(old);
  }

  /** Ends the log and returns what was not drained yet. */
  stop(): GcRecord[] {
    const last = this.#profiler;
    this.#profiler = undefined;
    return last ? records(last) : [];
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

function records(profiler: GCProfiler): GcRecord[] {
  const statistics = profiler.stop()?.statistics ?? [];
  return statistics.map(({ gcType, cost, beforeGC, afterGC }) => ({
    kind: kinds[gcType] ?? 'weak-callbacks',
    // `cost` is in microseconds.
    pauseMs: cost / 1_000,
    usedBefore: beforeGC.heapStatistics.usedHeapSize,
    usedAfter: afterGC.heapStatistics.usedHeapSize,
    externalBefore: beforeGC.heapStatistics.externalMemory,
    externalAfter: afterGC.heapStatistics.externalMemory,
    spaces: bySpace(beforeGC.heapSpaceStatistics, afterGC.heapSpaceStatistics),
  }));
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
