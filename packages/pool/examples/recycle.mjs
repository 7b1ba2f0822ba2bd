// A thread is replaced when it has run so many tasks; the replacement is ready first.
import { createPool } from '@watertight/pool';

await using pool = createPool(new URL('./jobs.js', import.meta.url), {
  minThreads: 1,
  maxThreads: 1,
  recycle: { tasks: 100 },
});

let last = 0;
while (pool.stats().retired.recycled === 0) last = await pool.run('count');
console.log('at least 100 tasks each:', last >= 1, pool.stats().failed, 'failed');

// prints:
// at least 100 tasks each: true 0 failed
