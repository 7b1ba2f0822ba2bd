import type { EventEmitter } from 'node:events';
import type { Leak, Tracker } from './types.ts';
import { capture, framesOf, isInternal } from './stack.ts';

interface Entry {
  readonly emitter: EventEmitter;
  readonly event: string | symbol;
  readonly listener: unknown;
  readonly site: { stack?: string };
}

/** Records the listeners that are added to long-lived emitters. */
export function trackListeners(emitters: readonly EventEmitter[]): Tracker {
  const entries: Entry[] = [];
  const watches = emitters.map((emitter) => {
    const note = (event: string | symbol, listener: unknown): void => {
      entries.push({ emitter, event, listener, site: capture(note) });
    };
    emitter.on('newListener', note);
    return { emitter, note };
  });
  const end = (): void => {
    for (const { emitter, note } of watches) emitter.removeListener('newListener', note);
  };
  return {
    freeze: end,
    open() {
      const leaks: Leak[] = [];
      for (const { emitter, event, listener, site } of entries) {
        // The event gives the listener itself, also of one that is added by `once`.
        if (!emitter.listeners(event).includes(listener as () => void)) continue;
        const frames = adderOf(framesOf(site));
        if (isInternal(frames)) continue;
        const name = emitter === process ? 'process' : emitter.constructor.name;
        leaks.push({
          type: 'listener',
          what: `${String(event)} of ${name}`,
          stack: frames.join('\n'),
        });
      }
      return leaks;
    },
    end,
  };
}

/** Test runners put their own function in the place of process.emit, so Node.js's frames are not all on top. */
function adderOf(frames: readonly string[]): readonly string[] {
  const last = frames.findLastIndex((frame) => frame.includes('addListener (node:events'));
  return frames.slice(last + 1);
}
