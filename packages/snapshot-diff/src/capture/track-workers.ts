import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';

const CHANNEL = 'worker_threads';
/** Shared between the ESM and the CJS build of this package, which one process may both load. */
const REGISTRY = Symbol.for('@watertight/snapshot-diff/tracked-workers');

/**
 * Fewer references than this are not looked through. Small: between two snapshots, this list must
 * not grow by one per worker that came and went, or it would itself be accused.
 */
const LEAST = 8;

/** A census of the workers that were created since it was made. Holds none of them alive. */
export interface WorkerTracking extends Disposable {
  /** Workers that still run, oldest first. */
  live(): Worker[];
  /** Ends the census; what it saw is forgotten. Idempotent. */
  dispose(): void;
}

interface Registry {
  readonly censuses: Set<Census>;
}

class Census implements WorkerTracking {
  #refs: WeakRef<Worker>[] = [];
  #pruneAt = LEAST;

  constructor() {
    subscribe(CHANNEL, this.#onWorker);
    registry().censuses.add(this);
  }

  readonly #onWorker = (message: unknown): void => {
    const worker = (message as { worker?: Worker }).worker;
    if (!worker) return;
    // Workers that ended are dropped now and then, so that a million of them cost nothing.
    if (this.#refs.length >= this.#pruneAt) {
      this.#refs = this.live().map((live) => new WeakRef(live));
      this.#pruneAt = Math.max(LEAST, this.#refs.length * 2);
    }
    this.#refs.push(new WeakRef(worker));
  };

  live(): Worker[] {
    const workers: Worker[] = [];
    for (const ref of this.#refs) {
      const worker = ref.deref();
      // An ended worker's id is -1.
      if (worker && worker.threadId > 0) workers.push(worker);
    }
    return workers;
  }

  dispose(): void {
    unsubscribe(CHANNEL, this.#onWorker);
    registry().censuses.delete(this);
    this.#refs = [];
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function registry(): Registry {
  const holder = globalThis as { [REGISTRY]?: Registry };
  return (holder[REGISTRY] ??= { censuses: new Set() });
}

/**
 * Keeps count, from now on, of every `Worker` that this thread creates, by Node's own diagnostics
 * channel and weak references. Workers created before are not seen: call it early. The main thread
 * needs it for no capture; there the inspector knows all workers of the process.
 *
 * @example
 * using tracking = trackWorkers();
 */
export function trackWorkers(): WorkerTracking {
  return new Census();
}

/** Live workers that any census knows, by thread id. */
export function trackedWorkers(): Worker[] {
  const workers = new Set<Worker>();
  for (const census of registry().censuses) for (const worker of census.live()) workers.add(worker);
  return [...workers].sort((one, other) => one.threadId - other.threadId);
}
