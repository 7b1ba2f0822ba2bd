import type { LiveIsolate } from '../attach/live-isolate.ts';

const KEY = "Symbol.for('@watertight/snapshot-diff/requests')";

/**
 * A listener on a diagnostics channel of Node's own HTTP server. It is in the first snapshot, too, holds
 * nothing but a number, and is taken out at the end.
 */
const PUT_IN = `(() => {
  if (globalThis[${KEY}]) return;
  const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel');
  const counter = {
    begun: 0,
    onBegin() { counter.begun++; },
    end() {
      unsubscribe('http.server.request.start', counter.onBegin);
      delete globalThis[${KEY}];
    },
  };
  subscribe('http.server.request.start', counter.onBegin);
  Object.defineProperty(globalThis, ${KEY}, { value: counter, configurable: true });
})()`;
const READ = `globalThis[${KEY}].begun`;
const TAKE_OUT = `globalThis[${KEY}]?.end()`;

/** Counts the HTTP requests of a process that has no counter of its own. */
export class RequestCounter implements AsyncDisposable {
  readonly #isolate: LiveIsolate;

  private constructor(isolate: LiveIsolate) {
    this.#isolate = isolate;
  }

  static async start(isolate: LiveIsolate): Promise<RequestCounter> {
    await isolate.evaluate(PUT_IN);
    return new RequestCounter(isolate);
  }

  /** Requests that began since the counter was put in. */
  async read(): Promise<number> {
    return Number(await this.#isolate.evaluate(READ));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A process that is gone has no listeners.
    await this.#isolate.evaluate(TAKE_OUT).catch(() => {});
  }
}
