// A busy loop that is aborted, and one that runs too long: only they suffer.
import { createPool } from '@watertight/pool';

await using pool = createPool(new URL('./jobs.js', import.meta.url), { maxThreads: 1 });

const controller = new AbortController();
const outcomes = Promise.allSettled([
  pool.run('busy', [60_000], { signal: controller.signal }),
  pool.run('busy', [60_000], { timeout: 20 }),
  pool.run('square', [4]),
]);
setTimeout(() => controller.abort(), 20);
for (const { reason, value } of await outcomes) console.log(reason?.code ?? value);

// prints:
// ABORT_ERR
// ERR_POOL_TIMEOUT
// 16
