import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** An attempt is lost only to another thread that has got its own: there are not so many. */
const ATTEMPTS = 200;

/** A full collection of this isolate, without a flag of the process. */
export function makeCollector(): () => void {
  const gc = ownGc() ?? obtainGc();
  return () => {
    // Buffers are given back by the collection that follows the one that found them dead.
    gc();
    gc();
  };
}

/** Node.js was started with `--expose-gc`: taking that back would take it from other workers. */
function ownGc(): (() => void) | undefined {
  const { gc } = globalThis as { gc?: () => void };
  return typeof gc === 'function' ? gc : undefined;
}

/**
 * V8's flags belong to the process: another worker that starts may take the flag back between our two
 * calls. The flag is taken back only by who has got what it wanted, so each lost attempt is another's
 * success, and all come to their end.
 */
function obtainGc(): () => void {
  let cause: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      setFlagsFromString('--expose-gc');
      const gc = runInNewContext('gc') as () => void;
      setFlagsFromString('--no-expose-gc');
      return gc;
    } catch (error) {
      cause = error;
    }
  }
  setFlagsFromString('--no-expose-gc');
  throw new Error('V8 gives no gc() at run time, and residue cannot be told without', { cause });
}
