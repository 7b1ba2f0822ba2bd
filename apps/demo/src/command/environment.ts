import { availableParallelism, totalmem } from 'node:os';

/** The machine and the moment of a run. */
export interface Environment {
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly cpus: number;
  readonly memory: number;
  readonly startedAt: string;
}

export const currentEnvironment = (): Environment => ({
  node: process.version,
  v8: process.versions.v8,
  platform: `${process.platform}-${process.arch}`,
  cpus: availableParallelism(),
  memory: totalmem(),
  startedAt: new Date().toISOString(),
});
