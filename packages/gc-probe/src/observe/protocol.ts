import type { GcRecord } from './gc-log.ts';
import type { IsolateFigures, MajorFloor } from './isolate-watch.ts';

/**
 * Main and workers meet on one BroadcastChannel: it needs no wiring, passes through any pool and
 * is per process. The version in the name keeps two copies of the package from talking past each
 * other.
 */
export const CHANNEL = 'watertight:gc-probe:1';

/** From a probe to every isolate. */
export type Request =
  /** Who is there? Answered with `hello`. */
  | { readonly type: 'who' }
  /** Read yourself, after a full collection if `collect`. Answered with `figures`. */
  | {
      readonly type: 'read';
      readonly probe: string;
      readonly id: number;
      readonly collect: boolean;
      /** Isolates that did next to nothing since their last floor need not collect again. */
      readonly spareIdle: boolean;
      /** Whether timers and ports are to be counted in the heap. */
      readonly objects: boolean;
      /** Whether somebody wants to hear of every single collection. */
      readonly records: boolean;
    }
  /** This probe is gone; with the last one an isolate stops watching itself. */
  | { readonly type: 'leave'; readonly probe: string };

/** Who answers. By the kernel's id the probe sees the end of a worker that nobody announced. */
export interface Sender {
  readonly threadId: number;
  readonly kernelId: number | undefined;
}

/** From an isolate to the probes. */
export type Reply =
  | ({ readonly type: 'hello' } & Sender)
  | ({
      readonly type: 'figures';
      readonly probe: string;
      readonly id: number;
      readonly figures: IsolateFigures;
    } & Told &
      Sender);

/** What happened in an isolate since the probe's last question; moments since 1970. */
export interface Told {
  /** Every collection, for a probe that asks for them. */
  readonly records: readonly GcRecord[];
  /** What every major collection left. */
  readonly floors: readonly MajorFloor[];
}

export type Message = Request | Reply;
