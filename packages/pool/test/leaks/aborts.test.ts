import { expect, test } from 'vitest';
import { census, rounds } from './census.ts';

test(
  'aborts of a busy loop leave no worker or port',
  async () => {
    const count = rounds(30, 1000);
    const left = await census(`
const pool = createPool(fixture('tasks.mjs'), { maxThreads: 1 });
for (let i = 0; i < ${count}; i += 1) {
  if (i === ${count / 2}) await half();
  const words = new Int32Array(new SharedArrayBuffer(8));
  const controller = new AbortController();
  const looping = pool.run('holdForEver', [words], { signal: controller.signal });
  const outcome = looping.catch((error) => error.code);
  while (Atomics.load(words, 0) === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  if ((await outcome) !== 'ABORT_ERR') throw new Error('not aborted');
}
await pool.idle();
result.stats = pool.stats();
await pool.close();
`);
    expect(left).toMatchObject({ workers: 0, ports: 0, resources: [] });
    expect(left['stats']).toMatchObject({ aborted: count, created: count, threads: 0 });
    // Bytes are judged over a long run only; in a short one they are noise.
    if (count === 1000) {
      expect(left.heapGrowth).toBeLessThan(1e6);
      expect(left.rssGrowth).toBeLessThan(30e6);
    }
  },
  rounds(60_000, 600_000),
);
