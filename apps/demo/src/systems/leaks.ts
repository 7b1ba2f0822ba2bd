import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

/** The mistakes that can be switched on, each by its name. */
const leakIds = [
  'worker-per-failure',
  'listener-per-task',
  'results-kept',
  'interval-per-task',
  'worker-per-task',
  'unbounded-pool',
  'pending-map',
  'main-interval-per-task',
  'shared-signal',
  'fd-per-task',
  'socket-per-task',
  'never-settled',
  'worker-per-task-promise',
  'object-cycle',
  'lru-cache',
  'worker-burst',
  'moved-buffers',
] as const;

export type LeakId = (typeof leakIds)[number];

const variable = 'WATERTIGHT_DEMO_LEAKS';

/** The variable of the environment that makes a service process make these mistakes from its start. */
export const leaksVariable = (leaks: readonly LeakId[]): NodeJS.ProcessEnv => ({
  [variable]: leaks.join(','),
});

/**
 * One byte for each mistake, in memory that the process shares with its workers: a switch that is
 * thrown in the main thread holds in all of them at once. Workers get it when they start.
 */
let switches = isMainThread
  ? switchesOf(process.env[variable])
  : (getEnvironmentData(variable) as Uint8Array | undefined);

function switchesOf(given: string | undefined): Uint8Array | undefined {
  if (given === undefined) return undefined;
  const names = given.split(',');
  const bytes = new Uint8Array(new SharedArrayBuffer(leakIds.length));
  for (const [at, leak] of leakIds.entries()) bytes[at] = names.includes(leak) ? 1 : 0;
  setEnvironmentData(variable, bytes);
  return bytes;
}

/** For a process that was not started with such an environment; before its first worker. */
export function plantOnly(leaks: readonly LeakId[]): void {
  switches = switchesOf(leaks.join(','));
}

/** The one switch: whether this process (with its workers) makes the mistake. Ask at every task. */
export const makes = (leak: LeakId): boolean => Atomics.load(known(), leakIds.indexOf(leak)) === 1;

/** Plants or cures a leak while the service runs. What has leaked already stays. */
export function throwSwitch(leak: LeakId, on: boolean): void {
  Atomics.store(known(), leakIds.indexOf(leak), on ? 1 : 0);
}

function known(): Uint8Array {
  if (switches) return switches;
  throw new Error(`${variable} is not set; expected names from: ${leakIds.join(', ')}`);
}
