import type { Transferable } from 'node:worker_threads';

type Marks = WeakMap<object, readonly Transferable[]>;

/** One map for the package as ESM and as CommonJS, and for the worker entry. */
const MARKS: unique symbol = Symbol.for('@watertight/pool/move') as never;

const shared = globalThis as { [MARKS]?: Marks };

/** Notes what is to be moved with an object that will be sent. */
export function markMove(object: object, transfer: readonly Transferable[]): void {
  shared[MARKS] ??= new WeakMap();
  shared[MARKS].set(object, transfer);
}

/** What was noted, once: a second use of the object must be marked anew. */
export function takeMark(value: unknown): readonly Transferable[] | undefined {
  // Nobody pays for looking before the first `move()`.
  const marks = shared[MARKS];
  if (!marks || typeof value !== 'object' || value === null) return undefined;
  const transfer = marks.get(value);
  if (transfer) marks.delete(value);
  return transfer;
}
