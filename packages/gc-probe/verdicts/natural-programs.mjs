// Programs under load whose garbage V8 collects when it likes: nothing is forced, nothing waits for
// an idle moment. Each is a function that sets up and returns what 10 ms of work do.
// The settle window they are judged with is twice their longest innocent cycle, CYCLE_MS.
import { Worker } from 'node:worker_threads';
import { chain } from './chain.mjs';
import { traffic } from './traffic.mjs';

/** The longest that anything innocent here rises, in milliseconds. */
export const CYCLE_MS = 10_000;
/** Milliseconds between two pieces of work. */
export const TICK_MS = 10;
/** What the leaking ones lose, in bytes a second. */
export const LEAK_PER_SECOND = 100_000;

const leakATick = (LEAK_PER_SECOND * TICK_MS) / 1_000;

async function startWorker({ entry, clock }, job) {
  const worker = new Worker(new URL('./natural-worker.mjs', import.meta.url), {
    workerData: { entry, job, perTick: leakATick, clock },
    resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 2 },
  });
  await new Promise((resolve) => worker.once('message', resolve));
  return worker;
}

/** Sends something to a worker, and waits for the answer. */
async function ask(worker, buffer) {
  worker.postMessage(buffer, buffer ? [buffer] : []);
  await new Promise((resolve) => worker.once('message', resolve));
}

/** Traffic beside a cache that fills to its cap, from a moment on. */
function filling(from) {
  const serve = traffic();
  const cache = chain();
  const started = performance.now();
  return () => {
    serve();
    const since = performance.now() - started - from;
    if (since > 0 && since < CYCLE_MS) cache.grow(4 * leakATick);
  };
}

export const naturalPrograms = {
  // ---- leaks
  'a map that only grows': {
    leaks: 'main.floor',
    perTask: leakATick,
    start() {
      const serve = traffic();
      const kept = chain();
      return () => {
        serve();
        kept.grow(leakATick);
      };
    },
  },
  'buffers that are kept': {
    leaks: 'main.external',
    perTask: leakATick,
    start() {
      const serve = traffic();
      const kept = [];
      return () => {
        serve();
        kept.push(Buffer.alloc(leakATick));
      };
    },
  },
  'a cache in a worker': {
    leaks: 'workers.floor',
    async start(context) {
      const serve = traffic();
      const worker = await startWorker(context, 'leak');
      return () => {
        serve();
        return ask(worker);
      };
    },
  },

  // ---- innocent
  'steady traffic': { leaks: null, start: () => traffic() },
  'traffic in waves': {
    leaks: null,
    start() {
      const serve = traffic();
      const started = performance.now();
      return () =>
        serve(1 + 0.7 * Math.sin(((performance.now() - started) / CYCLE_MS) * 2 * Math.PI));
    },
  },
  'a cache that fills': { leaks: null, start: () => filling(0) },
  'a cache that fills late': { leaks: null, start: () => filling(3 * CYCLE_MS) },
  'batches that are flushed': {
    leaks: null,
    start() {
      const serve = traffic();
      const batch = chain();
      let flushed = performance.now();
      return () => {
        serve();
        batch.grow(4 * leakATick);
        if (performance.now() - flushed < CYCLE_MS) return;
        batch.clear();
        flushed = performance.now();
      };
    },
  },
  'code that warms up': {
    leaks: null,
    start() {
      const serve = traffic();
      const compiled = [];
      const started = performance.now();
      return () => {
        serve();
        if (performance.now() - started < CYCLE_MS) {
          const body = `return a.map((v) => v * ${compiled.length}).filter((v) => v % 3).length;`;
          compiled.push(new Function('a', body));
        }
        for (const f of compiled) f([1, 2, 3, 4, 5]);
      };
    },
  },
  'buffers that are moved': {
    leaks: null,
    async start(context) {
      const serve = traffic();
      const worker = await startWorker(context, 'serve');
      let ticks = 0;
      return async () => {
        serve();
        ticks += 1;
        await ask(worker, ticks % 4 === 0 ? new ArrayBuffer(262_144) : undefined);
      };
    },
  },
  'a worker that idles': {
    leaks: null,
    async start(context) {
      await startWorker(context, 'serve');
      return traffic();
    },
  },
  'workers that come and go': {
    leaks: null,
    start(context) {
      const serve = traffic();
      let last = performance.now();
      let worker;
      return async () => {
        serve();
        if (worker) await ask(worker);
        const since = performance.now() - last;
        if (since >= CYCLE_MS) {
          last = performance.now();
          worker = await startWorker(context, 'serve');
        } else if (worker && since > CYCLE_MS / 2) {
          await worker.terminate();
          worker = undefined;
        }
      };
    },
  },
};
