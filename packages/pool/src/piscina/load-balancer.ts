import type { PiscinaHistogramSummary } from './histograms.ts';
import type { PiscinaTask } from './task-queues.ts';

/** A thread as load balancers and the events of its life see it. */
export interface PiscinaWorker {
  readonly id: number;
  /** Tasks that it has; `Infinity` while it runs one that can be aborted. */
  readonly currentUsage: number;
  readonly isRunningAbortableTask: boolean;
  /** Of its run times, with the option `workerHistogram`. */
  readonly histogram: PiscinaHistogramSummary | null;
  readonly terminating: boolean;
  readonly destroyed: boolean;
}

/** Chooses the thread of a task; null lets it wait. */
export type PiscinaLoadBalancer = (
  task: PiscinaTask,
  workers: PiscinaWorker[],
) => PiscinaWorker | null | undefined;

/** The idle thread, or else the one with the fewest tasks that has room. */
export function leastBusy(room: number): PiscinaLoadBalancer {
  return ({ isAbortable }, workers) => {
    let best: PiscinaWorker | null = null;
    for (const worker of workers) {
      const usage = worker.currentUsage;
      if (usage === 0) return worker;
      if (isAbortable || usage >= room) continue;
      if (!best || usage < best.currentUsage) best = worker;
    }
    return best;
  };
}
