import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NoForcedGcError } from '../errors.ts';

/** Every attempt takes about a millisecond; losing the race even twice in a row is rare. */
const ATTEMPTS = 50;

let cached: (() => void) | undefined;

/**
 * Forces one full, synchronous mark-compact collection of the calling isolate. Needs no flag.
 *
 * @throws NoForcedGcError when V8 refuses to hand out `gc`.
 */
export function forceGc(): void {
  // No argument on purpose: gc(undefined) and gc({}) are scavenges on Node 22 to 26,
  // and gc({ type: 'major', execution: 'sync' }) is one on Node 20.
  (cached ??= obtain())();
}

/**
 * Brings this isolate to its floor: what is unreachable now is gone when the promise resolves.
 *
 * Objects touched through a WeakRef live until the current job ends, so the first collection
 * waits for a new turn of the loop. The second one is needed because V8 hands array buffer memory
 * back, and lowers `external`, only when the collection after finds the sweep done (measured on
 * Node 20 to 26), and because finalizers run between the two.
 */
export async function collectGarbage(): Promise<void> {
  await nextTurn();
  forceGc();
  await nextTurn();
  forceGc();
}

function obtain(): () => void {
  const own: unknown = (globalThis as { gc?: unknown }).gc;
  if (typeof own === 'function') return own as () => void;
  let cause: unknown;
  // V8's flags belong to the process: another thread may take the flag back between our two calls.
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      setFlagsFromString('--expose-gc');
      const gc: unknown = runInNewContext('gc');
      // Taken back at once, else every worker started from now on would get a global `gc`.
      setFlagsFromString('--no-expose-gc');
      if (typeof gc === 'function') return gc as () => void;
    } catch (error) {
      cause = error;
    }
  }
  throw new NoForcedGcError({ cause });
}
