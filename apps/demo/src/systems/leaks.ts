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

/** The environment of a service process; its worker threads get a copy. */
export function environmentWith(leaks: readonly LeakId[]): NodeJS.ProcessEnv {
  // glibc gives every thread an arena of its own and keeps what a snapshot used there: with twenty
  // threads that was 0.4 GB more resident memory. Two arenas are what busy services set, too.
  return { MALLOC_ARENA_MAX: '2', ...process.env, [variable]: leaks.join(',') };
}

/** The one switch: whether this process (or worker) makes the mistake. */
export function makes(leak: LeakId): boolean {
  const given = process.env[variable];
  if (given === undefined) {
    throw new Error(`${variable} is not set; expected names from: ${leakIds.join(', ')}`);
  }
  return given.split(',').includes(leak);
}
