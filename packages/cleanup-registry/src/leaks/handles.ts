import { createHook } from 'node:async_hooks';
import type { Leak, Tracker } from './types.ts';
import { capture, framesOf, isInternal } from './stack.ts';

/** The types of async_hooks that are open until they are closed. Left out: PIPEWRAP,
 * which workers never destroy, and FILEHANDLE, which is born on no stack; its descriptor is seen by its file. */
const TYPES: Record<string, string> = {
  Timeout: 'timeout',
  Immediate: 'immediate',
  TCPSERVERWRAP: 'server',
  PIPESERVERWRAP: 'server',
  TCPWRAP: 'socket',
  UDPWRAP: 'udp-socket',
  FSEVENTWRAP: 'watcher',
  STATWATCHER: 'watcher',
  PROCESSWRAP: 'child',
  WORKER: 'worker',
  MESSAGEPORT: 'port',
};

/** Node.js makes these for itself as well; only those that somebody else asked for can be leaks of theirs. */
const ALSO_INTERNAL = new Set(['timeout', 'immediate', 'port']);

interface Entry {
  readonly type: string;
  readonly site: { stack?: string };
}

/** Records handles and timers by way of async_hooks, which tells of their creation and destruction. */
export function trackHandles(): Tracker {
  const entries = new Map<number, Entry>();
  const init = (id: number, name: string): void => {
    const type = TYPES[name];
    if (!type || !recording) return;
    entries.set(id, { type, site: capture(init) });
  };
  let recording = true;
  const hook = createHook({ init, destroy: (id) => void entries.delete(id) }).enable();
  return {
    freeze() {
      recording = false;
    },
    open() {
      const leaks: Leak[] = [];
      for (const { type, site } of entries.values()) {
        const frames = framesOf(site);
        if (ALSO_INTERNAL.has(type) && isInternal(frames)) continue;
        leaks.push({ type, what: '', stack: frames.join('\n') });
      }
      return leaks;
    },
    end: () => void hook.disable(),
  };
}
