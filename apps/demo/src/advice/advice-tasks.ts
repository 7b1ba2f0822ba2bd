// What the tasks do that show the usual advice and the pool beside each other. Loaded by the pool in
// its workers, and by the worker that is started per task.
import { task } from '@watertight/pool/task';

/** What goes on in a worker that nobody gets a message of: a cell for each sort of thing. */
export const cells = { begun: 0, exited: 1 } as const;

export type Flags = Int32Array<SharedArrayBuffer>;

const mark = (flags: Flags, cell: number): void => void Atomics.store(flags, cell, 1);

export const double = (value: number): number => 2 * value;

export function fails(): never {
  throw new Error('no such document');
}

export const exits = (code: number): never => process.exit(code);

/** A branch that forgets to answer. */
export const silent = (): undefined => undefined;

export function spins(flags: Flags): never {
  mark(flags, cells.begun);
  for (;;);
}

/** A function cannot be cloned, and so is no answer. */
export const uncloneable = (): (() => void) => () => {};

/** Leaves something behind unless its clean-up runs. */
export function cleansUp(flags: Flags): string {
  task.defer(() => mark(flags, cells.exited));
  return 'answered';
}

/** Says how far it is, then answers. */
export function reports(): string {
  task.progress(0.5);
  return 'whole result';
}

export const sizeOf = (bytes: Uint8Array): number => bytes.byteLength;
