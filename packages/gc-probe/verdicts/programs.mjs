// The labelled set: small programs that leak, and programs that only look as if.
// Each is a function that sets up and returns what one round of work does; a round ends idle.
// `leaks` names the signal that must fire, or is null for an innocent program; `perTask` is what it
// truly loses a task, where that is known; a `warm` one has run for a while before it is watched, as
// a slope can only be held against that truth when code and tables of the process have stopped growing.
import { EventEmitter } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { chain } from './chain.mjs';

/** Tasks a round. */
export const TASKS = 200;

/** Tasks before the start of a warm program. */
const WARM = 20_000;

const times = (count, f) => {
  for (let i = 0; i < count; i++) f(i);
};

/** Work that makes garbage, as tasks do. */
function work(i) {
  const rows = Array.from({ length: 20 }, (_, k) => ({ id: i * 20 + k, text: `row ${k} of ${i}` }));
  return JSON.parse(JSON.stringify(rows)).reduce((sum, row) => sum + row.text.length, 0);
}

/** A worker that answers the probe and obeys `{ type, count }`; see ./worker.mjs. */
async function startWorker({ entry }) {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { entry } });
  await new Promise((resolve) => worker.once('message', resolve));
  return worker;
}

async function ask(worker, type, count) {
  worker.postMessage({ type, count });
  await new Promise((resolve) => worker.once('message', resolve));
}

export const programs = {
  // ---- leaks
  'objects in a map': {
    leaks: 'main.floor',
    start() {
      const kept = new Map();
      let next = 0;
      return () =>
        times(TASKS, (i) => {
          work(i);
          next += 1;
          kept.set(next, { id: next, at: next * 2, name: `entry ${next}`, tags: [next, i] });
        });
    },
  },
  'closures on a list': {
    leaks: 'main.floor',
    start() {
      const callbacks = [];
      return () =>
        times(TASKS, (i) => {
          const context = { i, rows: [i, i + 1, i + 2], text: `context ${i} ${callbacks.length}` };
          callbacks.push(() => context);
          work(i);
        });
    },
  },
  '200 bytes a task': {
    leaks: 'main.floor',
    perTask: 200,
    warm: true,
    start() {
      times(WARM, work);
      const kept = chain();
      return () =>
        times(TASKS, (i) => {
          work(i);
          kept.grow(200);
        });
    },
  },
  // With three rounds a second: 10 KB a second, which may take 60 rounds.
  '3.4 KB a round': {
    leaks: 'main.floor',
    perTask: 3_440 / TASKS,
    warm: true,
    start() {
      times(WARM, work);
      const kept = chain();
      return () => {
        times(TASKS, work);
        times(10, () => kept.grow(344));
      };
    },
  },
  'buffers kept': {
    leaks: 'main.external',
    perTask: 2_048,
    start() {
      const kept = [];
      return () => times(TASKS, (i) => kept.push(Buffer.alloc(2_048, i)));
    },
  },
  'a listener per task': {
    leaks: 'listeners',
    perTask: 1,
    start({ watch }) {
      const emitter = new EventEmitter();
      emitter.setMaxListeners(0);
      watch.listeners = () => emitter.listenerCount('done');
      return () => times(TASKS, (i) => emitter.on('done', () => work(i)));
    },
  },
  'a timer per task': {
    leaks: 'main.resources.Timeout',
    perTask: 1,
    start: () => () => times(TASKS, () => setInterval(() => {}, 1e8)),
  },
  'descriptors not closed': {
    leaks: 'fds',
    perTask: 3 / TASKS,
    start: () => () => times(3, () => openSync('/dev/null', 'r')),
  },
  'workers not terminated': {
    leaks: 'threads',
    start(context) {
      let round = 0;
      return async () => {
        times(TASKS, work);
        round += 1;
        if (round % 3 === 0) await startWorker(context);
      };
    },
  },
  'a cache in the worker': {
    leaks: 'workers.floor',
    async start(context) {
      const worker = await startWorker(context);
      return () => ask(worker, 'cache', TASKS);
    },
  },
  'buffers in the worker': {
    leaks: 'workers.external',
    perTask: 4_096,
    async start(context) {
      const worker = await startWorker(context);
      return () => ask(worker, 'buffers', TASKS);
    },
  },
  'timers in the worker': {
    leaks: 'workers.resources.Timeout',
    perTask: 1,
    async start(context) {
      const worker = await startWorker(context);
      return () => ask(worker, 'timers', TASKS);
    },
  },

  // ---- innocent
  'steady work': { leaks: null, start: () => () => times(TASKS, work) },
  'object cycles': {
    leaks: null,
    start: () => () =>
      times(TASKS, (i) => {
        const a = { i, peer: null, load: work(i) };
        const b = { i, peer: a, list: [a] };
        a.peer = b;
      }),
  },
  'a cache that fills to its cap': {
    leaks: null,
    start() {
      const cache = new Map();
      let next = 0;
      return () =>
        times(TASKS, (i) => {
          next += 1;
          cache.set(next, { id: next, text: `cached ${next}`, size: work(i) });
          if (cache.size > 5 * TASKS) cache.delete(cache.keys().next().value);
        });
    },
  },
  'warm-up: new code in the first rounds': {
    leaks: null,
    start() {
      const compiled = [];
      let round = 0;
      return () => {
        round += 1;
        if (round <= 6) {
          times(40, (i) => {
            const body = `return a.map((v) => v * ${round * 100 + i}).filter((v) => v % 3).length;`;
            compiled.push(new Function('a', body));
          });
        }
        const input = Array.from({ length: 50 }, (_, i) => i);
        for (const f of compiled) f(input);
      };
    },
  },
  'saw-tooth: batches that are flushed': {
    leaks: null,
    start() {
      let batch = [];
      let round = 0;
      return () => {
        round += 1;
        times(TASKS, (i) => batch.push({ i, text: `line ${i} of ${round}`, rows: [i, round] }));
        if (round % 4 === 0) batch = [];
      };
    },
  },
  'periodic load': {
    leaks: null,
    start() {
      let live = [];
      let round = 0;
      return () => {
        round += 1;
        const wanted = 400 + Math.round(300 * Math.sin(round * 1.3));
        live = Array.from({ length: wanted }, (_, i) => ({ i, round, text: `live ${i} ${round}` }));
        return live.length;
      };
    },
  },
  'bursts of workers': {
    leaks: null,
    start(context) {
      let round = 0;
      return async () => {
        round += 1;
        times(TASKS, work);
        if (round % 10 !== 3) return;
        const burst = await Promise.all(Array.from({ length: 4 }, () => startWorker(context)));
        await Promise.all(burst.map((worker) => worker.terminate()));
      };
    },
  },
  'a pool that grows to its maximum': {
    leaks: null,
    start(context) {
      const pool = [];
      return async () => {
        if (pool.length < 4) pool.push(await startWorker(context));
        await Promise.all(pool.map((worker) => ask(worker, 'work', 10)));
      };
    },
  },
  'workers that are recycled': {
    leaks: null,
    async start(context) {
      const pool = [await startWorker(context), await startWorker(context)];
      let round = 0;
      return async () => {
        round += 1;
        await Promise.all(pool.map((worker) => ask(worker, 'work', 10)));
        if (round % 5 !== 0) return;
        await pool.shift().terminate();
        pool.push(await startWorker(context));
      };
    },
  },
  'buffers moved to a worker and back': {
    leaks: null,
    async start(context) {
      const worker = await startWorker(context);
      return async () => {
        for (let i = 0; i < 5; i++) {
          const buffer = new ArrayBuffer(1_048_576);
          worker.postMessage({ type: 'echo', buffer }, [buffer]);
          await new Promise((resolve) => worker.once('message', resolve));
        }
      };
    },
  },
  'descriptors and timers that come and go': {
    leaks: null,
    start() {
      let fds = [];
      let timers = [];
      let round = 0;
      return () => {
        round += 1;
        for (const fd of fds) closeSync(fd);
        for (const timer of timers) clearInterval(timer);
        fds = Array.from({ length: (round * 7) % 5 }, () => openSync('/dev/null', 'r'));
        timers = Array.from({ length: (round * 5) % 7 }, () => setInterval(() => {}, 1e8));
      };
    },
  },
};
