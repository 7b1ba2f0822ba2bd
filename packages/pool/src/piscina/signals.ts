/** Anything that fires `abort`, as an event target or as an event emitter. */
export interface AbortSignalEventTarget {
  addEventListener(name: 'abort', listener: () => void, options?: { once: boolean }): void;
  removeEventListener(name: 'abort', listener: () => void): void;
  aborted?: boolean;
  reason?: unknown;
}

interface AbortSignalEventEmitter {
  off(name: 'abort', listener: () => void): void;
  once(name: 'abort', listener: () => void): void;
}

export type AbortSignalAny = AbortSignalEventTarget | AbortSignalEventEmitter;

export interface BridgedSignal {
  readonly signal: AbortSignal;
  /** Takes the listener off again. */
  release(): void;
}

/** The pool knows `AbortSignal` only; it stands in for anything else that fires `abort`. */
export function bridge(source: AbortSignalAny): BridgedSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const listener = (): void => controller.abort((source as AbortSignalEventTarget).reason ?? null);
  if ('addEventListener' in source) {
    source.addEventListener('abort', listener, { once: true });
    return { signal, release: () => source.removeEventListener('abort', listener) };
  }
  source.once('abort', listener);
  return { signal, release: () => source.off('abort', listener) };
}
