// A full queue rejects; who awaits `ready()` waits for room instead.
import { createPool } from '@watertight/pool';

await using pool = createPool(new URL('./jobs.js', import.meta.url), {
  maxThreads: 1,
  maxQueue: 2,
});

const refused = await Promise.allSettled([1, 2, 3].map((n) => pool.run('square', [n])));
console.log(refused.map(({ status, reason }) => reason?.code ?? status));

const squares = [];
for (let n = 0; n < 10; n += 1) {
  await pool.ready();
  squares.push(pool.run('square', [n]));
}
console.log((await Promise.all(squares)).join(' '));

// prints:
// [ 'fulfilled', 'fulfilled', 'ERR_POOL_QUEUE_FULL' ]
// 0 1 4 9 16 25 36 49 64 81
