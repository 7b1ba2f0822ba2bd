import type { EventEmitter } from 'node:events';
import { getEventListeners } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { captureStack } from './call-stack.ts';
import { owners, type Trace } from './task-record.ts';

type Listener = (...args: unknown[]) => unknown;

/** Watches the listeners that tasks add to what every task of the worker shares. */
export function watchListeners(): { arm(): void } {
  const emitters = [
    watchEmitter(process, 'process'),
    watchEmitter(process.stdout, 'process.stdout'),
    watchEmitter(process.stderr, 'process.stderr'),
  ];
  watchParentPort();
  return { arm: () => emitters.forEach((arm) => arm()) };
}

/** Returns what puts the watch on again, where a task took all listeners off. */
function watchEmitter(emitter: EventEmitter, name: string): () => void {
  const onNew = (event: string | symbol, listener: Listener): void => {
    note(name, event, () => emitter.listeners(event).includes(listener));
  };
  return () => {
    if (!emitter.listeners('newListener').includes(onNew)) emitter.on('newListener', onNew);
  };
}

/** A port tells nobody of new listeners; `on()` and `once()` go through this method too. */
function watchParentPort(): void {
  const port = parentPort as unknown as EventTarget | null;
  if (!port) return;
  // oxlint-disable-next-line typescript/unbound-method -- called with its port below
  const { addEventListener } = port;
  Object.defineProperty(port, 'addEventListener', {
    configurable: true,
    writable: true,
    value: function add(this: EventTarget, ...args: Parameters<typeof addEventListener>): void {
      addEventListener.apply(this, args);
      const [event, listener] = args;
      note('parentPort', event, () =>
        getEventListeners(port, event).includes(listener as Listener),
      );
    },
  });
}

function note(target: string, event: string | symbol, isThere: () => boolean): void {
  const record = owners.getStore();
  if (!record || record.closed) return;
  const on = `${target} '${String(event)}'`;
  const trace: Trace = { kind: { type: 'listener', on }, stack: captureStack(), isThere };
  record.traces.add(trace);
}
