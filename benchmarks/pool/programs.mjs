// What is measured. Each runs in a process of its own and gives plain numbers.
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { peers } from './peers.mjs';

const THREADS = 2;

function quantile(sorted, q) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

/** Keeps `inFlight` tasks on the way until `count` have been answered. */
async function keepInFlight(pool, inFlight, count) {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      next += 1;
      const i = next;
      if ((await pool.run('add', { a: i, b: 1 })) !== i + 1) throw new Error('wrong sum');
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

async function throughput(peer, { inFlight }) {
  const pool = await peers[peer](THREADS);
  // Enough for half a second and more, after as much again to warm up.
  const count = peer === 'watertight' ? 300_000 : 30_000;
  await keepInFlight(pool, inFlight, count);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await keepInFlight(pool, inFlight, count);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  await pool.close();
  return { perSecond: (count / wall) * 1000, cpuMicros: (user + system) / count };
}

async function latency(peer) {
  const pool = await peers[peer](1);
  const times = new Float64Array(8000);
  for (let i = 0; i < 4000; i += 1) await pool.run('add', { a: i, b: 1 });
  for (let i = 0; i < times.length; i += 1) {
    const start = performance.now();
    await pool.run('add', { a: i, b: 1 });
    times[i] = performance.now() - start;
  }
  await pool.close();
  times.sort();
  return { p50Micros: quantile(times, 0.5) * 1000, p99Micros: quantile(times, 0.99) * 1000 };
}

/** One task of 50 ms and 200 small ones at once: when do the small ones come back? */
async function fairness(peer) {
  const pool = await peers[peer](THREADS);
  await keepInFlight(pool, 64, 5000);
  const times = [];
  for (let round = 0; round < 15; round += 1) {
    const start = performance.now();
    const long = pool.run('sleepBusy', { ms: 50 });
    const small = Array.from({ length: 200 }, async (_, i) => {
      await pool.run('add', { a: i, b: 1 });
      times.push(performance.now() - start);
    });
    await Promise.all([long, ...small]);
  }
  await pool.close();
  times.sort((a, b) => a - b);
  return { p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}

/** CPU of the whole process for tasks of about 1 ms; `bare` are workers with no pool at all. */
async function cpuTasks(peer, { bytes }) {
  const count = 1000;
  if (peer === 'bare') {
    const workers = Array.from(
      { length: THREADS },
      () => new Worker(new URL('./bare-worker.mjs', import.meta.url)),
    );
    const each = async (tasks) => {
      for (const worker of workers) worker.postMessage({ count: tasks, bytes });
      await Promise.all(workers.map((worker) => once(worker, 'message')));
    };
    await each(20);
    const cpu = process.cpuUsage();
    await each(count / THREADS);
    const { user, system } = process.cpuUsage(cpu);
    await Promise.all(workers.map((worker) => worker.terminate()));
    return { cpuMs: (user + system) / 1000 };
  }
  const pool = await peers[peer](THREADS);
  const all = (tasks) =>
    Promise.all(Array.from({ length: tasks }, () => pool.run('hash', { bytes })));
  await all(40);
  const cpu = process.cpuUsage();
  await all(count);
  const { user, system } = process.cpuUsage(cpu);
  await pool.close();
  return { cpuMs: (user + system) / 1000 };
}

async function bufferBack(peer) {
  const pool = await peers[peer](1);
  const bytes = 16 * 2 ** 20;
  const times = [];
  for (let i = 0; i < 25; i += 1) {
    const start = performance.now();
    const buffer = await pool.run('makeBuffer', { bytes });
    if (buffer.byteLength !== bytes) throw new Error('wrong size');
    if (i >= 5) times.push(performance.now() - start);
  }
  await pool.close();
  times.sort((a, b) => a - b);
  return { p50Ms: quantile(times, 0.5) };
}

async function lifeCycle(peer) {
  const start = performance.now();
  const pool = await peers[peer](THREADS);
  const created = performance.now();
  await Promise.all([pool.run('add', { a: 1, b: 1 }), pool.run('add', { a: 1, b: 1 })]);
  const answered = performance.now();
  await pool.close();
  return {
    createMs: created - start,
    firstMs: answered - start,
    closeMs: performance.now() - answered,
  };
}

export const programs = { throughput, latency, fairness, cpuTasks, bufferBack, lifeCycle };
