import type { Leak, Tracker } from './types.ts';
import type { LiveResource } from '../types.ts';

/** Through which registries, of whatever copy of the package, are told that somebody watches. */
export interface Watch {
  /** The rate at which registries keep stacks that are not told otherwise. */
  readonly sample: number;
  created(registry: { live(): LiveResource[] }): void;
}

/** Where the watch is found, if there is one. */
export const WATCH: unique symbol = Symbol.for('@watertight/cleanup-registry/watch/1');

/** Has every registry keep all stacks, and tells what those made meanwhile still own. */
export function trackRegistries(): Tracker {
  const registries: { live(): LiveResource[] }[] = [];
  const shared = globalThis as { [WATCH]?: Watch };
  const outer = shared[WATCH];
  shared[WATCH] = { sample: 1, created: (registry) => void registries.push(registry) };
  const end = (): void => {
    if (outer) shared[WATCH] = outer;
    else delete shared[WATCH];
  };
  return {
    freeze: end,
    open() {
      return registries.flatMap((registry) =>
        registry.live().map(({ kind, name, scope, site }): Leak => {
          const called = name === undefined ? '' : ` "${name}"`;
          const stack = site === undefined ? '' : `    at ${site}`;
          return { type: 'registry', what: `${kind}${called} of scope "${scope}"`, stack };
        }),
      );
    },
    end: () => undefined,
  };
}
