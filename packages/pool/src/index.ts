export { createPool, Pool, type CloseOptions } from './pool.ts';
export type { PoolOptions, ResidueAction, ResidueOptions } from './options.ts';
export type { BroadcastResult } from './scheduling/broadcasts.ts';
export type { WorkerOutput } from './threads/worker-output.ts';
export type { BroadcastOptions, RunOptions, StreamOptions } from './run-options.ts';
export { move } from './tasks/move.ts';
export type { LeakReport } from './telemetry/leaks.ts';
export type { ClosedEvent, ResidueEvent, TaskEvent, ThreadEvent } from './telemetry/diagnostics.ts';
export type { MapOptions } from './tasks/map-tasks.ts';
export type { PoolTasks } from './tasks/task-proxy.ts';
export type { PoolThread, PoolThreadEvent } from './threads/pool-thread.ts';
export type { TaskHistograms, TimeHistogram } from './telemetry/time-histogram.ts';
export type { PoolStats, RetireReason } from './telemetry/stats.ts';
export type { ResidueStats } from './telemetry/residue-stats.ts';
export type { LeftBehind, ResidueReport } from './protocol/residue-report.ts';
export type { MemoryFigures } from './protocol/messages.ts';
export type { TaskStream } from './tasks/task-stream.ts';
export type * from './tasks/task-types.ts';
export type { Retry, Transferable } from './tasks/task.ts';
export {
  BroadcastError,
  InvalidArgumentError,
  PoolError,
  PoolRefusedError,
  TaskAbortError,
  TaskError,
  TaskResidueError,
  TaskTimeoutError,
  type PoolErrorCode,
} from './errors.ts';
