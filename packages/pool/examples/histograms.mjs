// How long tasks ran and waited. Always on.
import { createPool } from '@watertight/pool';

await using pool = createPool(new URL('./jobs.js', import.meta.url), { maxThreads: 1 });

await Promise.all(Array.from({ length: 20 }, () => pool.run('busy', [2])));
const { run, wait } = pool.histograms;
console.log(run.count, 'tasks, the median ran 2 ms or more:', run.percentile(50) >= 1.95);
console.log('the last waited for the others:', wait.max >= 19 * 2);
console.log('the thread was used:', pool.stats().utilization > 0);

// prints:
// 20 tasks, the median ran 2 ms or more: true
// the last waited for the others: true
// the thread was used: true
