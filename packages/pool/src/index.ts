export { createPool, Pool } from './pool.ts';
export type { PoolOptions, RunOptions } from './options.ts';
export { move } from './move.ts';
export type { TaskEvent, ThreadEvent } from './diagnostics.ts';
export type { MapOptions } from './map-tasks.ts';
export type { PoolTasks } from './task-proxy.ts';
export type { PoolThread } from './pool-thread.ts';
export type { PoolStats, RetireReason } from './stats.ts';
export type { MemoryFigures } from './protocol.ts';
export type { AnyTasks, TaskArgs, TaskName, TaskResult } from './task-types.ts';
export type { Transferable } from './task.ts';
export {
  InvalidArgumentError,
  PoolError,
  PoolRefusedError,
  TaskAbortError,
  TaskError,
  TaskTimeoutError,
  type PoolErrorCode,
} from './errors.ts';
