import type { GcKind } from './observe/gc-log.ts';
import type { GcKindTotals } from './observe/gc-totals.ts';

/** How sure the probe is. `insufficient` means: cannot tell yet, which is not `stable`. */
export type VerdictKind = 'insufficient' | 'stable' | 'suspect' | 'leak';

/** The event loop of one isolate. */
export interface LoopFigures {
  /** Share of the time since the last sample that the loop was busy, 0 to 1. */
  readonly utilization: number;
  /** How late the loop was within the last two samples, in milliseconds. */
  readonly delayMeanMs: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

/** A worker as it looks from outside, where it did not answer. Sizes in bytes; no floor. */
export interface OutsideFigures {
  readonly isolate: string;
  readonly threadId: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
  readonly external: number;
}

/** Figures of one isolate, all read at one moment. Sizes in bytes. */
export interface IsolateSample {
  /** `'main'` is the isolate that made the probe; others are `'worker-<threadId>'`. */
  readonly isolate: string;
  readonly threadId: number;
  /** Used heap right after the last major GC; before the first one, used heap. */
  readonly floor: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
  /** V8's hard limit on this isolate's heap. */
  readonly heapLimit: number;
  /**
   * Bytes allocated on the heap since the probe looks at the isolate, without most of what the
   * watching took: some 4 KB a sample are left, and more in the isolate of the probe.
   */
  readonly allocated: number;
  /** What the newest collection of whatever kind left, and the young objects in that. */
  readonly lastGc?: { readonly used: number; readonly young: number };
  /** Memory outside the heap that objects of this isolate hold. Blame with this one. */
  readonly external: number;
  /** `external` right after the last major GC: free of buffers that only wait for one. */
  readonly externalFloor: number;
  /**
   * Machine code and bytecode within `floor`, as of the last forced collection; 0 before it.
   * A program that warms up grows here, so it is taken off before the floor is judged.
   */
  readonly code: number;
  /** Resident part of `heapTotal`. */
  readonly heapResident: number;
  /** Bytes in use by heap space: `new_space`, `old_space`, `large_object_space`, … */
  readonly spaces: Readonly<Record<string, number>>;
  readonly loop: LoopFigures;
  /** Timers and ports alive in the heap, `unref()`ed ones too; with `objects` set, at a floor. */
  readonly objects?: Readonly<Record<string, number>>;
  /** Memory of the array buffers that this isolate's allocator made, wherever they are now. */
  readonly arrayBuffers: number;
  /** Active resources by type, as `process.getActiveResourcesInfo()` names them. */
  readonly resources: Readonly<Record<string, number>>;
  /** All garbage collections of this isolate since the probe looks at it. */
  readonly gc: {
    readonly count: number;
    readonly majors: number;
    readonly pauseMs: number;
    /** Share of the time that went into pauses, 0 to 1. */
    readonly share: number;
    /** Count, sum, longest and histogram of pauses, of the kinds that there were. */
    readonly kinds: Readonly<Partial<Record<GcKind, GcKindTotals>>>;
  };
}

/** What the probe saw at one moment. */
export interface Sample {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly at: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Tasks completed so far, as given to `quiescent()`. */
  readonly tasks?: number;
  /** Other counts of events so far, as given to `quiescent()`. */
  readonly events?: Readonly<Record<string, number>>;
  /** Resident set size of the whole process in bytes. Reported, never judged alone. */
  readonly rss: number;
  /**
   * What `rss` is made of: heaps of all isolates that could be read, memory that their objects hold
   * outside, and the rest (code, stacks, allocator, native modules; 0 at least, for memory that was
   * never written to is not resident).
   */
  readonly rssParts: { readonly heap: number; readonly external: number; readonly rest: number };
  /** True when a full GC was forced in every isolate that answered. */
  readonly quiescent: boolean;
  /** Main first, then the attached workers by thread id. */
  readonly isolates: readonly IsolateSample[];
  /** Attached isolates that did not answer in time (blocked, or gone without a word). */
  readonly missing: readonly string[];
  /** Workers that did not answer or do not load the probe, from outside; from Node 22 on. */
  readonly outside?: readonly OutsideFigures[];
  /** Threads of the process, as the kernel counts them; `null` where the system does not tell. */
  readonly threads: number | null;
  /** Open file descriptors; `null` where the system does not tell. */
  readonly fds: number | null;
  /** Open file descriptors by kind: `file`, `socket`, `pipe`, `eventfd`, … */
  readonly fdsByType?: Readonly<Record<string, number>>;
  /** Workers alive. */
  readonly workers: number;
  /** The counters given in `watch`. */
  readonly counters: Readonly<Record<string, number>>;
  /** The least of the cgroup's and the system's memory, in bytes. */
  readonly limit: number;
}

/** What the rule says about one signal. */
export interface SignalVerdict {
  /** For example `main.floor`, `workers.external`, `workers.resources.Timeout`, `threads`. */
  readonly signal: string;
  readonly verdict: VerdictKind;
  readonly unit: 'bytes' | 'count';
  /** Units a second over the judged window. */
  readonly slopePerSecond: number;
  /** Units a task over the judged window; `null` when no task counts were given. */
  readonly slopePerTask: number | null;
  /** Units an event, for events that moved in the judged window. */
  readonly slopePerEvent?: Readonly<Record<string, number>>;
  /** 95 % interval of `slopePerSecond`. */
  readonly interval?: readonly [lo: number, hi: number];
  /** 95 % interval of `slopePerTask`, where there is one. */
  readonly intervalPerTask?: readonly [lo: number, hi: number];
  /** Kendall's tau of the judged window, -1 to 1; 1 means every floor is above all before it. */
  readonly tau: number;
  /** First and last value of the judged window. */
  readonly from: number;
  readonly to: number;
  /** `Sample.at` of the sample that first made it suspect, while it still is. */
  readonly firstSuspectAt?: number;
  /** `Sample.at` of the sample that confirmed the leak. */
  readonly leakAt?: number;
}

/** The judgement over all signals. Plain data. */
export interface Verdict {
  readonly verdict: VerdictKind;
  /** The settle window in milliseconds, as set. */
  readonly settle: number;
  /** Samples that carry the verdict. */
  readonly floors: number;
  /** `quiescent` when floors of forced collections are judged, else `natural`. */
  readonly basis: 'quiescent' | 'natural';
  /** Time between the first and the last of them in milliseconds. */
  readonly spanMs: number;
  /** Tasks done between the first and the last of them; `null` when not told. */
  readonly tasks: number | null;
  /** All signals, those that fired first and most surely ahead. */
  readonly signals: readonly SignalVerdict[];
  /** The signal that fired first. */
  readonly first?: { readonly signal: string; readonly at: number; readonly tasks: number | null };
  /** When memory runs out if it goes on like this; only with a leak that costs memory. */
  readonly outOfMemory?: { readonly seconds: number; readonly limit: number };
  /** One paragraph for a person. */
  readonly explanation: string;
}
