import { HOLDS } from './claims.ts';

/**
 * Keeps a worker's isolate alive while the pool waits for a heap snapshot of it, also when the worker
 * ends by itself (`process.exit()`, an uncaught error): the snapshot lies in the isolate until the main
 * thread has taken it over, and an isolate that ends before takes the process down.
 *
 * The word counts the holders; -1 is an isolate that is ending and can no longer be held.
 */

/** Pool: false when the worker is ending by itself. */
export function holdIsolate(words: Int32Array): boolean {
  for (;;) {
    const holders = Atomics.load(words, HOLDS);
    if (holders < 0) return false;
    if (Atomics.compareExchange(words, HOLDS, holders, holders + 1) === holders) return true;
  }
}

/** Pool: gives back what `holdIsolate()` took. */
export function releaseIsolate(words: Int32Array): void {
  Atomics.sub(words, HOLDS, 1);
  Atomics.notify(words, HOLDS);
}

/** Worker, about to end: waits until nobody holds its isolate. Snapshots are taken meanwhile. */
export function awaitRelease(words: Int32Array): void {
  for (;;) {
    const holders = Atomics.compareExchange(words, HOLDS, 0, -1);
    if (holders <= 0) return;
    Atomics.wait(words, HOLDS, holders, 50);
  }
}
