// The ways in which a service on worker threads leaks, each with the same service mended, and what
// only looks like a leak. `start({ leaky, entry, watch, events })` returns what one round of work
// does; `signal` is what must fire, and with `leaky` false nothing may.
import { createHash } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import { createServer, connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** Tasks a round: a prime, so that no round number of anything else can be mistaken for them. */
export const TASKS = 11;
const PAYLOAD = 8_192;

const file = new URL('./catalogue-worker.mjs', import.meta.url);

async function startWorker({ entry, leaky }, job = 'hash') {
  const worker = new Worker(file, { workerData: { entry, leaky, job } });
  await once(worker, 'message');
  return worker;
}

async function ask(worker, message = {}) {
  worker.postMessage({ payload: Buffer.alloc(PAYLOAD, 1), ...message });
  const [answer] = await once(worker, 'message');
  return answer;
}

async function round(each) {
  for (let i = 0; i < TASKS; i++) await each(i);
}

/** A service whose leak lies in its workers: it asks two of them in turn. */
const inWorkers = (job) => async (context) => {
  const workers = [await startWorker(context, job), await startWorker(context, job)];
  return () => round((i) => ask(workers[i % 2]));
};

export const leaks = {
  'a: a worker per task': {
    signal: 'workers',
    start: (context) => async () => {
      const worker = await startWorker({ ...context, entry: undefined });
      await ask(worker);
      if (!context.leaky) await worker.terminate();
    },
  },
  'b: a failed worker that is replaced': {
    signal: 'workers',
    async start(context) {
      const bare = { ...context, entry: undefined };
      let worker = await startWorker(bare);
      context.events.failure = 0;
      return async () => {
        await ask(worker);
        const answer = await ask(worker, { fail: true });
        if (!answer.failed) return;
        context.events.failure += 1;
        if (!context.leaky) await worker.terminate();
        worker = await startWorker(bare);
      };
    },
  },
  'c: a listener per task': {
    signal: 'listeners',
    async start({ leaky, watch, listenersOf, ...context }) {
      const worker = await startWorker({ ...context, leaky });
      worker.setMaxListeners(0);
      watch.listeners = listenersOf(worker, 'message');
      return () =>
        round(async (i) => {
          const task = { i, payload: Buffer.alloc(PAYLOAD, i) };
          const listener = () => task.payload.length;
          worker.on('message', listener);
          await ask(worker);
          if (!leaky) worker.off('message', listener);
        });
    },
  },
  'd: a map of what is pending': {
    signal: 'pending',
    async start({ leaky, watch, ...context }) {
      const worker = await startWorker({ ...context, leaky });
      const pending = new Map();
      let id = 0;
      watch.pending = () => pending.size;
      return () =>
        round(async (i) => {
          pending.set((id += 1), { payload: Buffer.alloc(PAYLOAD, i) });
          await ask(worker);
          if (!leaky) pending.delete(id);
        });
    },
  },
  'e: a cache in the module of a worker': { signal: 'workers.external', start: inWorkers('cache') },
  'f: an interval per task in a worker': {
    signal: 'workers.resources.Timeout',
    start: inWorkers('interval'),
  },
  'f-main: an interval per task in main': {
    signal: 'main.resources.Timeout',
    start:
      ({ leaky }) =>
      () =>
        round((i) => {
          const payload = Buffer.alloc(PAYLOAD, i);
          const timer = setInterval(() => payload.length, 1e8);
          createHash('sha256').update(payload).digest();
          if (!leaky) clearInterval(timer);
        }),
  },
  'g: a listener on a shared signal': {
    signal: 'main.external',
    also: 'aborts',
    start({ leaky, watch, listenersOf }) {
      const { signal } = new AbortController();
      setMaxListeners(0, signal);
      watch.aborts = listenersOf(signal, 'abort');
      return () =>
        round((i) => {
          const payload = Buffer.alloc(PAYLOAD, i);
          const listener = () => payload.length;
          signal.addEventListener('abort', listener);
          if (!leaky) signal.removeEventListener('abort', listener);
        });
    },
  },
  'h: descriptors in a worker': { signal: 'fds', start: inWorkers('open') },
  'h2: sockets': {
    signal: 'main.resources.TCPSocketWrap',
    also: 'fds',
    async start({ leaky }) {
      const accepted = [];
      const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return async () => {
        const socket = connect(server.address().port, '127.0.0.1');
        await once(socket, 'connect');
        while (accepted.length === 0) await nextTurn();
        const peer = accepted.pop();
        if (leaky) return;
        const closed = [once(socket, 'close'), once(peer, 'close')];
        socket.destroy();
        peer.destroy();
        await Promise.all(closed);
      };
    },
  },
  'k: a promise that never settles': {
    signal: 'inFlight',
    async start({ leaky, watch, ...context }) {
      let inFlight = 0;
      watch.inFlight = () => inFlight;
      return async () => {
        const worker = await startWorker({ ...context, leaky, entry: undefined });
        inFlight += 1;
        const exit = once(worker, 'exit');
        // Who only waits for a message waits for ever when the worker ends without one.
        worker.once('message', () => (inFlight -= 1));
        if (!leaky) worker.once('exit', () => (inFlight -= 1));
        worker.postMessage({ exit: true });
        await exit;
      };
    },
  },
};

export const controls = {
  'n1: object cycles': {
    start: () => () =>
      round((i) => {
        const a = { i, rows: Array.from({ length: 100 }, (_, k) => ({ k })) };
        const b = { a };
        a.b = b;
      }),
  },
  'n2: a cache that fills to its cap': {
    start() {
      const cache = new Map();
      let next = 0;
      return () =>
        round(() => {
          cache.set((next += 1), { next, rows: Array.from({ length: 50 }, (_, k) => ({ k })) });
          if (cache.size > 5 * TASKS) cache.delete(cache.keys().next().value);
        });
    },
  },
  'n3: a burst of 20 workers': {
    start(context) {
      let rounds = 0;
      return async () => {
        if ((rounds += 1) !== 6) return;
        const bare = { ...context, entry: undefined };
        const burst = await Promise.all(Array.from({ length: 20 }, () => startWorker(bare)));
        await Promise.all(burst.map((worker) => worker.terminate()));
      };
    },
  },
  'n4: buffers that are moved there and back': {
    async start(context) {
      const worker = await startWorker(context);
      return () =>
        round(async () => {
          const moved = new ArrayBuffer(524_288);
          worker.postMessage({ moved }, [moved]);
          await once(worker, 'message');
        });
    },
  },
};
