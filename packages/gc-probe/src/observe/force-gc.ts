import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NoForcedGcError } from '../errors.ts';

/** Every attempt takes about a millisecond, and is lost only to another thread that has got its own. */
const ATTEMPTS = 200;

type Gc = (options?: { type: 'minor' }) => void;

let cached: Gc | undefined;

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
 * Objects touched through a WeakRef live until the current job ends, so the collection waits for
 * a new turn of the loop. The scavenge after it costs 0.1 ms and is what gives the memory of dead
 * array buffers back: V8 counts it in `external` until the next collection of whatever kind finds
 * their sweep done (13.7 MB of 15.3 MB stayed without it on Node 20, 22, 24 and 26).
 */
export async function collectGarbage(): Promise<void> {
  await nextTurn();
  forceGc();
  cached?.({ type: 'minor' });
}

function obtain(): Gc {
  const own: unknown = (globalThis as { gc?: unknown }).gc;
  if (typeof own === 'function') return own as Gc;
  let cause: unknown;
  // V8's flags belong to the process: another thread may take the flag back between our two calls.
  // Only who has got what it wanted takes it back, so each lost attempt is another thread's success.
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      setFlagsFromString('--expose-gc');
      const gc = runInNewContext('gc') as Gc;
      // Taken back at once, else every worker started from now on would get a global `gc`.
      setFlagsFromString('--no-expose-gc');
      return gc;
    } catch (error) {
      cause = error;
    }
  }
  setFlagsFromString('--no-expose-gc');
  throw new NoForcedGcError({ cause });
}
