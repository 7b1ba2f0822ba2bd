import { expect, test } from 'vitest';
import { census, rounds } from './census.ts';

test(
  'tasks on one long-lived signal leave no listener on it, and the heap flat',
  async () => {
    const count = rounds(20_000, 1_000_000);
    const left = await census(`
const { getEventListeners } = await import('node:events');
const pool = createPool(fixture('tasks.mjs'), { maxThreads: 2 });
const { signal } = new AbortController();
let most = 0;
let next = 0;
const lane = async () => {
  while (next < ${count}) {
    const i = (next += 1);
    await pool.run('add', [i, 1], { signal });
    if (i % 1000 === 0) most = Math.max(most, getEventListeners(signal, 'abort').length);
    if (i === ${count / 2}) await half();
  }
};
await Promise.all(Array.from({ length: 500 }, lane));
result.most = most;
result.after = getEventListeners(signal, 'abort').length;
result.completed = pool.stats().completed;
await pool.close();
`);
    expect(left).toMatchObject({ most: 1, after: 0, completed: count, workers: 0, ports: 0 });
    if (count === 1_000_000) expect(left.heapGrowth).toBeLessThan(1e6);
  },
  rounds(60_000, 600_000),
);
