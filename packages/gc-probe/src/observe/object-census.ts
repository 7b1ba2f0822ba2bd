import * as v8 from 'node:v8';
import { MessagePort } from 'node:worker_threads';

type QueryObjects = (constructor: unknown, options: { format: 'count' }) => number;

/** From Node 20.13 on, and not in the types of Node 20. */
const queryObjects = (v8 as { queryObjects?: QueryObjects }).queryObjects;

let timeout: unknown;

/**
 * Timers and ports of this isolate that are alive in the heap, `unref()`ed ones too, which are not
 * among the active resources. V8 collects and then walks the heap for each: 60 to 300 ms.
 */
export function countObjects(): Record<string, number> {
  if (typeof queryObjects !== 'function') return {};
  timeout ??= timeoutClass();
  return {
    Timeout: queryObjects(timeout, { format: 'count' }),
    MessagePort: queryObjects(MessagePort, { format: 'count' }),
  };
}

function timeoutClass(): unknown {
  const one = setTimeout(() => {}, 0);
  clearTimeout(one);
  return one.constructor;
}
