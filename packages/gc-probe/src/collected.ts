import { InvalidArgumentError } from './errors.ts';
import { collectGarbage } from './observe/force-gc.ts';

/** What can be collected: objects and functions. */
export type Target = WeakKey;

/** How hard to try before an object counts as alive. */
export interface CollectedOptions {
  /**
   * Collections to force at most, each in a new turn of the loop. More than one only matters where
   * finalizers or the closing of handles must run in between.
   * @default 3
   */
  readonly rounds?: number;
}

/**
 * Whether an object is collected once nobody else holds it. Forces collections; needs no flag.
 *
 * The object comes as a `WeakRef`, or as a function that makes it. An object as such is refused:
 * an async caller that passes one holds it in its own frame while it waits for the answer, and
 * would be told that it leaks.
 *
 * @throws InvalidArgumentError when the target is neither, or what was made is no object.
 */
export async function collected(
  target: WeakRef<Target> | (() => Target),
  { rounds = 3 }: CollectedOptions = {},
): Promise<boolean> {
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new InvalidArgumentError('rounds', 'a whole number, 1 or more', rounds);
  }
  const ref = refOf(target);
  for (let round = 0; round < rounds; round++) {
    await collectGarbage();
    if (ref.deref() === undefined) return true;
  }
  return false;
}

/** Not in the async function itself, whose frame would keep what was made. */
function refOf(target: WeakRef<Target> | (() => Target)): WeakRef<Target> {
  if (target instanceof WeakRef) return target;
  if (typeof target === 'function') return weakly(target());
  throw new InvalidArgumentError('target', 'a WeakRef or a function that makes the object', target);
}

/** Counts, by label, how many of the objects that were made are still there. */
export interface CollectionTracker extends Disposable {
  /** Follows an object without holding it, and returns it. */
  track<T extends Target>(label: string, target: T): T;
  /** Forces a collection and counts. */
  count(): Promise<Readonly<Record<string, CollectionCount>>>;
}

/** Of one label: how many were tracked, and how many are collected or alive. */
export interface CollectionCount {
  readonly tracked: number;
  readonly collected: number;
  readonly alive: number;
}

/** Makes a tracker. Its memory grows with the objects that live, not with those it ever saw. */
export function trackCollection(): CollectionTracker {
  return new LabelTracker();
}

class LabelTracker implements CollectionTracker {
  readonly #labels = new Map<string, { tracked: number; alive: Set<WeakRef<Target>> }>();

  track<T extends Target>(label: string, target: T): T {
    const ref = weakly(target);
    const entry = this.#labels.get(label) ?? { tracked: 0, alive: new Set() };
    this.#labels.set(label, entry);
    entry.tracked += 1;
    entry.alive.add(ref);
    return target;
  }

  async count(): Promise<Readonly<Record<string, CollectionCount>>> {
    await collectGarbage();
    const counts: Record<string, CollectionCount> = {};
    for (const [label, { tracked, alive }] of this.#labels) {
      for (const ref of alive) if (ref.deref() === undefined) alive.delete(ref);
      counts[label] = { tracked, collected: tracked - alive.size, alive: alive.size };
    }
    return counts;
  }

  [Symbol.dispose](): void {
    this.#labels.clear();
  }
}

function weakly(target: unknown): WeakRef<Target> {
  try {
    return new WeakRef(target as Target);
  } catch {
    throw new InvalidArgumentError('target', 'an object or a function', target);
  }
}
