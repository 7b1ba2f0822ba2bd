import type { Sample, Verdict } from '@watertight/gc-probe';
import type { CapturedIsolate } from '@watertight/snapshot-diff';
import type { Schedule } from '../load/schedule.ts';
import type { OwnTask } from '../own/own-task.ts';
import type { Mode } from './mode.ts';
import type { LeakId } from '../systems/leaks.ts';
import type { SystemFigures } from '../systems/system.ts';
import type { RecentFigures } from '../systems/task-ledger.ts';
import type { Pauses } from './watch.ts';

/** What a service process is started with: one JSON text as its argument. */
export interface ServiceSettings {
  readonly scenario: string;
  readonly mode: Mode;
  readonly seed: number;
  /** How tasks come; where undefined, at a rate that the service was seen to bear with ease. */
  readonly schedule: Schedule | undefined;
  /** Whether tasks that are not counted warm the service up before the first. */
  readonly warm?: boolean;
  /** How many tasks come in all; endless without it. */
  readonly limit?: number | undefined;
  /** Milliseconds for which tasks come. */
  readonly duration?: number | undefined;
  /** One document in so many is malformed. */
  readonly malformedIn: number;
  /** Whether snapshots are of the main thread only. */
  readonly mainOnly: boolean;
  /** Settle window of the verdict, in milliseconds. */
  readonly settle: number;
  /**
   * Floors hold the arrivals until nothing is in flight, and judge; glances disturb nothing.
   * @default 'floors'
   */
  readonly looks?: 'floors' | 'glances';
  /** Milliseconds between two looks. @default 250 */
  readonly lookEvery?: number;
  /** The visitor's task, in place of a scenario. */
  readonly own?: OwnTask;
  /** How many tasks may be under way before more are turned away. */
  readonly queue?: number | undefined;
  /** The size of documents, 1 being the story's. */
  readonly scale?: number;
  /** Tasks come over HTTP, at this port of the loopback interface (0: any), and not by a schedule. */
  readonly httpPort?: number;
  /** A file to record the arrivals in. */
  readonly record?: string | undefined;
}

export const writeSettings = (settings: ServiceSettings): string => JSON.stringify(settings);

export const readSettings = (text = '{}'): ServiceSettings => JSON.parse(text) as ServiceSettings;

/** A service process exits with this when threads that it leaked hold it open after its disposal. */
export const heldOpenCode = 70;

/** What the story tells a service process to do. */
export type Command =
  | { readonly do: 'load' }
  /** So many tasks at once, then a look: the pace is that of the evidence, not of a clock. */
  | {
      readonly do: 'round';
      readonly tasks: number;
      /** How many at a time; without it all of them. */
      readonly clients?: number | undefined;
    }
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
  /** Stops the intake at once; what is in flight has so many milliseconds. */
  | { readonly do: 'drain'; readonly within: number }
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
  | { readonly is: 'ready'; readonly pid: number; readonly port?: number | undefined }
  /** Tasks per second that it was seen to bear with ease, and how many it took to see. */
  | {
      readonly is: 'calibrated';
      readonly rate: number;
      readonly tasks: number;
      readonly failures: number;
    }
  | { readonly is: 'observation'; readonly observation: Observation }
  | { readonly is: 'warning'; readonly name: string; readonly message: string }
  | { readonly is: 'rounded' }
  /** The last task of the schedule has come after so many seconds, and after so many all were over. */
  | { readonly is: 'exhausted'; readonly arriving: number; readonly seconds: number }
  | { readonly is: 'paused'; readonly seconds: number; readonly figures: SystemFigures }
  | { readonly is: 'drained'; readonly seconds: number; readonly figures: SystemFigures }
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
