/** What the handler in a worker tells this module there, loaded as ESM, as CommonJS or as both. */
export interface WorkerState {
  readonly workerData: unknown;
}

const STATE: unique symbol = Symbol.for('@watertight/pool/piscina') as never;

const shared = globalThis as { [STATE]?: WorkerState };

/** Undefined outside of a pool's worker. */
export function workerState(): WorkerState | undefined {
  return shared[STATE];
}

export function enterWorker(state: WorkerState): void {
  shared[STATE] = state;
}
