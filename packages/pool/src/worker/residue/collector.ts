import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A full collection of this isolate, without a flag of the process. */
export function makeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return () => {
    // Buffers are given back by the collection that follows the one that found them dead.
    gc();
    gc();
  };
}
