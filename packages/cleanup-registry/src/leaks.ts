import { trackHandles } from './leaks/handles.ts';
import { trackDescriptors } from './leaks/descriptors.ts';
import { trackListeners } from './leaks/listeners.ts';
import { trackRegistries } from './leaks/registries.ts';
import type { Leak, LeakOptions, LeakTracking } from './leaks/types.ts';

export type { Leak, LeakOptions, LeakTracking } from './leaks/types.ts';

/** A closed handle is known to be closed only turns later; what is a leak is still there after these. */
const TURNS = 50;

/**
 * Records what this thread opens from now on: timers, sockets, servers, workers, ports, child processes, watchers,
 * files, listeners, and what registries own.
 */
export function trackLeaks({ allow = [], emitters = [] }: LeakOptions = {}): LeakTracking {
  const trackers = [
    trackRegistries(),
    trackHandles(),
    trackDescriptors(),
    trackListeners([process, ...emitters]),
  ];
  const isAllowed = (leak: Leak): boolean =>
    allow.some((rule) => {
      if (typeof rule === 'function') return rule(leak);
      if (typeof rule === 'string') return rule === leak.type;
      return rule.test(leak.what) || rule.test(leak.stack);
    });
  const openNow = (): Leak[] =>
    trackers.flatMap((tracker) => tracker.open()).filter((leak) => !isAllowed(leak));
  return {
    async stop() {
      for (const tracker of trackers) tracker.freeze();
      for (let turn = 0; turn < TURNS && openNow().length > 0; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      const leaks = openNow();
      for (const tracker of trackers) tracker.end();
      return withoutDoubles(leaks);
    },
  };
}

/** One resource often makes several handles on one line (a worker, its ports); one line is enough. */
function withoutDoubles(leaks: Leak[]): Leak[] {
  const seen = new Set<string>();
  return leaks.filter(({ type, what, stack }) => {
    const key = `${type === 'port' ? 'worker' : type}\n${what}\n${stack}`;
    if (stack !== '' && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
