import type { Transferable } from 'node:worker_threads';
import { wrong } from '../options.ts';
import { parcelOf } from '../protocol/transferables.ts';

/** What is to be moved of an object that was given to `move()`. */
const marked: WeakMap<object, readonly Transferable[]> = new WeakMap();
/** Nobody pays for looking before the first `move()`. */
let used = false;

/**
 * Marks an argument of `pool.run()` to be moved to the worker instead of copied: buffers, typed
 * arrays that cover their buffer, ports and streams, at any depth. Returns the argument.
 */
export function move<T extends object>(argument: T): T {
  if (typeof argument !== 'object' || argument === null) {
    throw wrong('argument', 'an object to move', argument);
  }
  marked.set(argument, parcelOf(argument)?.transfer ?? []);
  used = true;
  return argument;
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
  if (used) {
    for (const argument of args) {
      const moving = typeof argument === 'object' && argument !== null && marked.get(argument);
      if (!moving) continue;
      for (const one of moving) list.add(one);
      // Moved once: a second run() with the same object must say so again.
      marked.delete(argument);
    }
  }
  return list.size > 0 ? [...list] : undefined;
}
