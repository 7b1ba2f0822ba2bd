import { Piscina } from './piscina.ts';

export { Piscina, version, type CloseOptions } from './piscina.ts';
export { move, type Transferable } from './movable.ts';
export type { FilledOptions, PiscinaOptions } from './options.ts';
export type { RunOptions } from './run-options.ts';
export type { AbortSignalAny } from './signals.ts';
export type { PiscinaHistogram, PiscinaHistogramSummary } from './histograms.ts';
export type { PiscinaLoadBalancer, PiscinaWorker } from './load-balancer.ts';
export { queueOptionsSymbol, transferableSymbol, valueSymbol } from './symbols.ts';
export {
  ArrayTaskQueue,
  FixedQueue,
  type PiscinaTask,
  type Task,
  type TaskQueue,
} from './task-queues.ts';

/** Whether this module was loaded in a worker of a pool. */
export const isWorkerThread: boolean = Piscina.isWorkerThread;
/** The pool's `workerData`, in its workers. */
export const workerData: any = Piscina.workerData;

// What is moved to this package keeps its import: `import Piscina from …`.
export { Piscina as default };
