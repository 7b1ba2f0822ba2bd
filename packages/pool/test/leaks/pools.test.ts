import { expect, test } from 'vitest';
import { census, rounds } from './census.ts';

test(
  'pools opened, used and closed leave no worker, port, timer or pool',
  async () => {
    const count = rounds(20, 1000);
    const left = await census(`
const refs = [];
for (let i = 0; i < ${count}; i += 1) {
  if (i === ${count / 2}) await half();
  const pool = createPool(fixture('tasks.mjs'), { maxThreads: 2, timeout: 60_000 });
  refs.push(new WeakRef(pool));
  const sums = await Promise.all([pool.run('add', [i, 1]), pool.run('addLater', [i, 1])]);
  if (sums.some((sum) => sum !== i + 1)) throw new Error('wrong sum');
  await (i % 2 ? pool.close() : pool.destroy());
}
await collect();
result.pools = refs.filter((ref) => ref.deref() !== undefined).length;
`);
    // The last pool may still be held by the frame that made it.
    expect(left['pools']).toBeLessThanOrEqual(1);
    expect(left).toMatchObject({ workers: 0, ports: 0, resources: [] });
    if (count === 1000) {
      expect(left.heapGrowth).toBeLessThan(1e6);
      expect(left.rssGrowth).toBeLessThan(30e6);
    }
  },
  rounds(60_000, 900_000),
);

test('a pool that is dropped without close() is collected when its threads have gone idle', async () => {
  const left = await census(`
let ref;
await (async () => {
  const pool = createPool(fixture('tasks.mjs'), { maxThreads: 1, idleTimeout: 1 });
  await pool.run('add', [1, 2]);
  ref = new WeakRef(pool);
})();
const hold = setInterval(() => {}, 1000);
while (ref.deref() !== undefined) await collect();
clearInterval(hold);
`);
  expect(left).toMatchObject({ workers: 0, ports: 0, resources: [] });
});
