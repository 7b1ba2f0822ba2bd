import type { ResidueStats } from './residue-stats.ts';

/**
 * What a pool holds at this moment, counted where each thing is made and given back. While the pool
 * serves that is an inventory; when nothing is to be done any more, what is left is a leak.
 */
export interface LeakReport {
  /** Nothing is held: true after `close()`, or the rest of the report says what is left. */
  readonly clean: boolean;
  /** Workers that were started and have not exited. */
  readonly workers: number;
  /** Ports to workers that are open. */
  readonly ports: number;
  /** Timers that are set. */
  readonly timers: number;
  /** Listeners on `AbortSignal`s. */
  readonly listeners: number;
  /** Tasks that have not settled, by name. */
  readonly tasks: Readonly<Record<string, number>>;
  /** Tasks that have settled for their callers but still run, for their grace. */
  readonly stopping: number;
  /** Heap snapshots that are being made, and questions for memory that wait for an answer. */
  readonly snapshots: number;
  /** Callers that wait in `ready()` or `idle()`. */
  readonly waiting: number;
  /**
   * What tasks have left behind in workers, by task; empty unless `residue` is on. It went with the
   * worker where that has ended, so it does not make a closed pool unclean.
   */
  readonly residue: Readonly<Record<string, ResidueStats>>;
}

/** Counts handles where they open and close, and not by what the pool thinks that it has. */
export class Handles {
  workers = 0;
  ports = 0;
}

/** What is looked at. */
export interface LeakSources {
  readonly handles: Handles;
  readonly timers: number;
  readonly ledger: { readonly listeners: number };
  readonly quiescence: {
    readonly stopping: number;
    readonly pins: number;
    readonly waiting: number;
  };
  readonly admission: { readonly waiting: number };
  readonly residue: { stats(): Record<string, ResidueStats> };
  unsettled(): Iterable<{ readonly name: string }>;
}

export function leakReport(sources: LeakSources): LeakReport {
  const { handles, timers, ledger, quiescence, admission } = sources;
  const tasks: Record<string, number> = {};
  for (const { name } of sources.unsettled()) tasks[name] = (tasks[name] ?? 0) + 1;
  const counts = {
    workers: handles.workers,
    ports: handles.ports,
    timers,
    listeners: ledger.listeners,
    stopping: quiescence.stopping,
    snapshots: quiescence.pins,
    waiting: quiescence.waiting + admission.waiting,
  };
  const clean = Object.keys(tasks).length === 0 && Object.values(counts).every((n) => n === 0);
  return { clean, ...counts, tasks, residue: sources.residue.stats() };
}
