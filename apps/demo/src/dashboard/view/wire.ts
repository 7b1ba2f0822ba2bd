// What the server and the page say to each other. Plain data, without imports: the page is compiled for
// a browser, the server for Node.js.

export type Side = 'leaky' | 'fixed';

export const sides: readonly Side[] = ['leaky', 'fixed'];

export type VerdictKind = 'insufficient' | 'stable' | 'suspect' | 'leak';

/** One look at a service, reduced to what is shown. Bytes and milliseconds. */
export interface Look {
  readonly side: Side;
  /** Seconds since the run began. */
  readonly at: number;
  readonly tasks: number;
  readonly failures: number;
  readonly rss: number;
  readonly threads: number | null;
  readonly fds: number | null;
  readonly workers: number;
  readonly listeners: number;
  /** Used heap after a full collection, by isolate: `main`, `worker-3`, … */
  readonly floors: Readonly<Record<string, number>>;
  /** The longest pauses for garbage collection since the look before. */
  readonly pauses: { readonly main: number; readonly workers: number };
  /** The longest queue since the look before. */
  readonly waiting: number;
  readonly p50: number;
  readonly p99: number;
}

/** What the probe says of one service. */
export interface VerdictView {
  readonly kind: VerdictKind;
  readonly at: number;
  readonly tasks: number;
  /** What gave it away first, in words; null where nothing did. */
  readonly signal: string | null;
  readonly explanation: string;
}

export type MarkKind =
  'suspect' | 'leak' | 'stable' | 'snapshot' | 'planted' | 'cured' | 'named' | 'held' | 'note';

/** Something that happened, for the log and as a line in the plots. */
export interface Mark {
  readonly at: number;
  /** Null where it concerns both. */
  readonly side: Side | null;
  readonly kind: MarkKind;
  readonly text: string;
}

/** One answer to the question who leaks. */
export interface Culprit {
  readonly side: Side;
  /** A class of the heap, or a counter of the process. */
  readonly name: string;
  readonly delta: number;
  /** `1 per task`, or `no multiple`. */
  readonly count: string;
  readonly retained: number;
  /** `service/journal.ts:44:46`, or that there is none. */
  readonly place: string;
  /** The retainer path, from the root to the object. */
  readonly path: readonly string[];
  /** `main +101`: the threads that hold it. */
  readonly threads: string;
  /** What was planted that this names; null when nothing was: a false accusation. */
  readonly planted: string | null;
  /** The class, the count and the source file are those of what was planted. */
  readonly right: boolean;
}

/** A leak that can be planted and cured while the service runs. */
export interface SwitchView {
  readonly leak: string;
  readonly what: string;
  readonly on: boolean;
}

export type Phase =
  'starting' | 'watching' | 'gathering' | 'comparing' | 'held' | 'failed' | 'ending';

export interface ScenarioView {
  readonly id: string;
  readonly title: string;
  readonly kind: 'leak' | 'control';
}

/** All that the page shows. */
export interface State {
  readonly scenario: ScenarioView;
  readonly scenarios: readonly ScenarioView[];
  readonly settings: {
    readonly seed: number;
    readonly rate: number;
    /** Tasks, and failures among them, between two snapshots. */
    readonly between: { readonly tasks: number; readonly malformed: number };
  };
  readonly environment: string;
  readonly phase: Phase;
  /** What goes on, in a sentence. */
  readonly status: string;
  readonly switches: readonly SwitchView[];
  readonly verdicts: Readonly<Record<Side, VerdictView | null>>;
  readonly marks: readonly Mark[];
  /** Null until snapshots of that service were compared. */
  readonly culprits: Readonly<Record<Side, readonly Culprit[] | null>>;
  /** In the order of time, of both services. */
  readonly looks: readonly Look[];
}

/** What the server tells: the whole state first, then each change of it. */
export type Event =
  | { readonly is: 'state'; readonly state: State }
  | { readonly is: 'look'; readonly look: Look }
  | { readonly is: 'verdict'; readonly side: Side; readonly verdict: VerdictView }
  | { readonly is: 'mark'; readonly mark: Mark }
  | { readonly is: 'phase'; readonly phase: Phase; readonly status: string }
  | { readonly is: 'switch'; readonly leak: string; readonly on: boolean }
  | { readonly is: 'culprits'; readonly side: Side; readonly culprits: readonly Culprit[] | null };

/** What the page asks for, by POST: the path and its body. */
export interface Requests {
  readonly '/switch': { readonly leak: string; readonly on: boolean };
  readonly '/investigate': Record<string, never>;
  readonly '/restart': { readonly scenario: string };
}
