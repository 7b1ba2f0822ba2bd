/** The one switch between the two services. */
export type Mode = 'leaky' | 'fixed';

const variable = 'WATERTIGHT_DEMO_MODE';

/** The environment of a service process; its worker threads get a copy. */
export function environmentOf(mode: Mode): NodeJS.ProcessEnv {
  // glibc gives every thread an arena of its own and keeps what a snapshot used there: with twenty
  // threads that was 0.4 GB more resident memory. Two arenas are what busy services set, too.
  return { MALLOC_ARENA_MAX: '2', ...process.env, [variable]: mode };
}

/** Which of the two this process (or worker) is. */
export function currentMode(): Mode {
  const mode = process.env[variable];
  if (mode !== 'leaky' && mode !== 'fixed') {
    throw new Error(`${variable} is ${JSON.stringify(mode)}; expected "leaky" or "fixed"`);
  }
  return mode;
}
