// A service of queries: each with its own time, some hostile, back-pressure, an orderly end.
import { once } from 'node:events';
import { Piscina } from '@watertight/pool/piscina';

const pool = new Piscina({
  filename: new URL('./query-worker.mjs', import.meta.url).href,
  minThreads: 2,
  maxThreads: 2,
  idleTimeout: 60_000,
  maxQueue: 4,
});

/** What the client of the service would be told. */
async function answer(query, options) {
  try {
    return await pool.run(query, options);
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

console.log(await answer({ words: ['leak', 'tight'], text: 'water tight, no leak, no leak' }));
const controller = new AbortController();
const hostile = answer({ forEver: true }, { signal: controller.signal });
setTimeout(() => controller.abort(new Error('took too long')), 100);
console.log(await hostile);
console.log(await answer({ crash: true }));

let refused = 0;
let answered = 0;
const lanes = Array.from({ length: 3 }, async (_, lane) => {
  for (let i = 0; i < 20; i += 1) {
    if (pool.queueSize >= pool.options.maxQueue) await once(pool, 'drain');
    const result = await answer({ words: ['a'], text: 'a'.repeat(lane + i) });
    if (typeof result === 'string') refused += 1;
    else answered += 1;
  }
});
await Promise.all(lanes);
const burst = await Promise.all(Array.from({ length: 8 }, () => answer({ words: [], text: '' })));
console.log({ answered, refused, burst: burst.filter((one) => typeof one === 'string') });

const last = answer({ words: ['end'], text: 'the end' });
await pool.close();
console.log(await last, pool.threads.length);
