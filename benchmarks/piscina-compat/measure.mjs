// One program with one library: node measure.mjs PROGRAM LIBRARY OPTIONS
import { createHash } from 'node:crypto';

const [program, library, text] = process.argv.slice(2);
const { inFlight = 1, options = {} } = JSON.parse(text);
const { default: Piscina } = await import(library);
const { queueOptionsSymbol } = Piscina;
const tasks = {
  filename: new URL('./tasks.mjs', import.meta.url).href,
  minThreads: 2,
  maxThreads: 2,
};
const isOurs = library !== 'piscina';

/** Keeps so many tasks on the way until `count` have been answered. */
async function keep(lanes, count, one) {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      next += 1;
      await one(next);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** After as much again to warm up. */
async function timed(pool, count, lanes, one) {
  await keep(lanes, count, one);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await keep(lanes, count, one);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  await pool.destroy();
  return { wallMicros: (wall * 1000) / count, cpuMicros: (user + system) / count };
}

const add = (pool, more) => async (i) => {
  if ((await pool.run({ a: i, b: 1 }, more)) !== i + 1) throw new Error('wrong sum');
};

/** Last in, first out. */
class Stack {
  #tasks = [];
  get size() {
    return this.#tasks.length;
  }
  push(task) {
    this.#tasks.push(task);
  }
  shift() {
    return this.#tasks.pop() ?? null;
  }
  remove(task) {
    this.#tasks.splice(this.#tasks.indexOf(task), 1);
  }
}

const programs = {
  small() {
    const pool = new Piscina({ ...tasks, ...options });
    return timed(pool, isOurs ? 200_000 : 30_000, inFlight, add(pool));
  },
  oneByOne() {
    const pool = new Piscina({ ...tasks, minThreads: 1, maxThreads: 1 });
    return timed(pool, 8000, 1, add(pool));
  },
  abortable() {
    const pool = new Piscina(tasks);
    const { signal } = new AbortController();
    process.setMaxListeners(0);
    return timed(pool, 20_000, inFlight, add(pool, { signal }));
  },
  ownQueue() {
    const pool = new Piscina({ ...tasks, taskQueue: new Stack() });
    const one = async (i) => {
      const task = { a: i, b: 1, [queueOptionsSymbol]: { i } };
      if ((await pool.run(task)) !== i + 1) throw new Error('wrong sum');
    };
    return timed(pool, 20_000, inFlight, one);
  },
  buffers() {
    const pool = new Piscina({ ...tasks, name: 'fill' });
    return timed(pool, 100, 2, async (i) => {
      const buffer = new ArrayBuffer(2 ** 22);
      const { byteLength } = await pool.run({ buffer, i }, { transferList: [buffer] });
      if (byteLength !== 2 ** 22) throw new Error('wrong size');
    });
  },
  hashes() {
    const pool = new Piscina({ ...tasks, name: 'hash' });
    const expected = createHash('sha256')
      .update(Buffer.alloc(2 ** 18))
      .digest('hex');
    return timed(pool, 1000, 8, async () => {
      if ((await pool.run(2 ** 18)) !== expected) throw new Error('wrong hash');
    });
  },
};
process.stdout.write(JSON.stringify(await programs[program]()));
