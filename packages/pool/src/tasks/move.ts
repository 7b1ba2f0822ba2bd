import type { Transferable } from 'node:worker_threads';
import { wrong } from '../option-checks.ts';
import { markMove, takeMark } from '../protocol/move-marks.ts';
import { parcelOf } from '../protocol/transferables.ts';

/**
 * Marks an argument of `pool.run()`, or in a worker the result of a task, to be moved instead of
 * copied: buffers, typed arrays that cover their buffer, ports and streams, at any depth, or only
 * what `transfer` lists. Results are marked where the pool has `moveResults: false`. Returns it.
 */
export function move<T extends object>(value: T, transfer?: readonly Transferable[]): T {
  if (typeof value !== 'object' || value === null) throw wrong('value', 'an object to move', value);
  markMove(value, transfer ?? parcelOf(value)?.transfer ?? []);
  return value;
}

/** What is to be moved of these arguments; `auto` is everything that can be. */
export function transferOf(
  args: readonly unknown[],
  transfer: readonly Transferable[] | 'auto' | undefined,
): readonly Transferable[] | undefined {
  if (transfer === 'auto') return parcelOf(args)?.transfer;
  if (transfer !== undefined && !Array.isArray(transfer)) {
    throw wrong('transfer', "an array of transferable objects, or 'auto'", transfer);
  }
  const list = new Set(transfer);
  for (const argument of args) for (const one of takeMark(argument) ?? []) list.add(one);
  return list.size > 0 ? [...list] : undefined;
}
