import { EventEmitter, getEventListeners } from 'node:events';
import { InvalidArgumentError } from './errors.ts';

/**
 * A counter of listeners for `watch`: of one event, or of all events of an emitter. An event target,
 * such as an `AbortSignal`, does not tell which events it has, so it needs one to be named.
 * The target is not kept alive; when it is gone, so are its listeners: 0.
 *
 * @example createProbe({ settle, watch: { aborts: listenersOf(signal, 'abort') } })
 * @throws InvalidArgumentError when it is neither, or the event of a target is missing.
 */
export function listenersOf(target: EventEmitter | EventTarget, event?: string): () => number {
  const isEmitter = target instanceof EventEmitter || target === (process as unknown);
  if (!isEmitter && !(target instanceof EventTarget)) {
    throw new InvalidArgumentError('target', 'an EventEmitter or an EventTarget', target);
  }
  if (!isEmitter && event === undefined) {
    throw new InvalidArgumentError('event', 'the name of an event, for an EventTarget', event);
  }
  const ref = new WeakRef(target);
  return () => {
    const alive = ref.deref();
    if (!alive) return 0;
    if (event !== undefined) return getEventListeners(alive, event).length;
    const emitter = alive as EventEmitter;
    return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
  };
}
