import type { Sample, Verdict } from '@watertight/gc-probe';
import type { CapturedIsolate } from '@watertight/snapshot-diff';
import type { Mode } from './mode.ts';
import type { LeakId } from '../systems/leaks.ts';
import type { RecentFigures, SystemFigures } from '../systems/system.ts';
import type { Pauses } from './watch.ts';

/** What a service process is started with: one JSON text as its argument. */
export interface ServiceSettings {
  readonly scenario: string;
  readonly mode: Mode;
  readonly seed: number;
  /** Tasks per second, in the mean. */
  readonly rate: number;
  /** One document in so many is malformed. */
  readonly malformedIn: number;
  /** How many tasks arrive at once. */
  readonly burst: number;
  /** Whether snapshots are of the main thread only. */
  readonly mainOnly: boolean;
  /** Settle window of the verdict, in milliseconds. */
  readonly settle: number;
}

export const writeSettings = (settings: ServiceSettings): string => JSON.stringify(settings);

export const readSettings = (text = '{}'): ServiceSettings => JSON.parse(text) as ServiceSettings;

/** A service process exits with this when threads that it leaked hold it open after its disposal. */
export const heldOpenCode = 70;

/** What the story tells a service process to do. */
export type Command =
  | { readonly do: 'load' }
  /** So many tasks at once, then a look: the pace is that of the evidence, not of a clock. */
  | { readonly do: 'round'; readonly tasks: number }
  | { readonly do: 'pause' }
  /** Plants or cures a leak; the verdict begins anew. */
  | { readonly do: 'switch'; readonly leak: LeakId; readonly on: boolean }
  | { readonly do: 'capture'; readonly label: string; readonly directory: string }
  | {
      readonly do: 'batch';
      readonly firstId: number;
      readonly tasks: number;
      readonly malformed: number;
    }
  | { readonly do: 'stop' };

/** One look at a service: its own figures, the probe's, and the probe's verdict so far. */
export interface Observation {
  /** Seconds since the load began. */
  readonly seconds: number;
  readonly figures: SystemFigures;
  /** Since the look before this one. */
  readonly recent: RecentFigures & { readonly pauses: Pauses };
  readonly sample: Sample;
  readonly verdict: Verdict;
}

/** What is left in a service process after it disposed of everything, against its start. */
export interface Residue {
  readonly workers: number;
  readonly handles: readonly string[];
  readonly fds: number;
  readonly fdsAtStart: number;
}

/** What a service process tells the story. */
export type Message =
  | { readonly is: 'ready'; readonly pid: number }
  | { readonly is: 'observation'; readonly observation: Observation }
  | { readonly is: 'warning'; readonly name: string; readonly message: string }
  | { readonly is: 'rounded' }
  | { readonly is: 'paused' }
  | { readonly is: 'switched'; readonly leak: LeakId; readonly on: boolean }
  | { readonly is: 'captured'; readonly label: string; readonly isolates: CapturedIsolate[] }
  | { readonly is: 'refused'; readonly reason: string }
  | {
      readonly is: 'batch';
      readonly tasks: number;
      readonly failures: number;
      /** Open files more than before the batch, by path. */
      readonly files: Readonly<Record<string, number>>;
    }
  | { readonly is: 'stopped'; readonly residue: Residue }
  | { readonly is: 'fault'; readonly message: string };
