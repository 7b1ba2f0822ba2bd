import { makes } from '../../systems/leaks.ts';

/** A result that a client may ask for again. */
class CachedResult {
  readonly id: number;
  readonly bytes: Uint8Array;

  constructor(id: number, bytes: Uint8Array) {
    this.id = id;
    this.bytes = bytes;
  }
}

const results = new Map<number, CachedResult>();
let heartbeats = 0;

/**
 * Runs one task with a heartbeat and a result that can be fetched again: what every task of the
 * service leaves behind in its worker, and takes away again in the fixed service.
 */
export function withLeftovers<T extends { readonly bytes: Uint8Array }>(
  id: number,
  work: () => T,
): T {
  // LEAK, an interval per task: nobody clears it, and its closure lives as long as the worker.
  const heartbeat = setInterval(function beat() {
    heartbeats += id > 0 ? 1 : 0;
  }, 30_000);
  try {
    const output = work();
    // LEAK, a module-level map: nobody deletes the entry. The bytes are a copy, because what a
    // task returns may be moved away to the caller.
    results.set(id, new CachedResult(id, output.bytes.slice()));
    return output;
  } finally {
    if (!makes('interval-per-task')) clearInterval(heartbeat);
    if (!makes('results-kept')) results.delete(id);
  }
}
