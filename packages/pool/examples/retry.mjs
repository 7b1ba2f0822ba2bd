// A task that may run twice is run again when it fails; the default is never.
import { createPool } from '@watertight/pool';

await using pool = createPool(new URL('./jobs.js', import.meta.url), { maxThreads: 1 });

const when = (error, attempt) => {
  console.log(`${error.cause.message}: ${attempt < 5 ? 'again' : 'enough'}`);
  return attempt < 5;
};
console.log(await pool.run('flaky', [], { retry: { times: 5, when } }));
console.log(pool.stats().retried, 'retried,', pool.stats().failed, 'failed');

// prints:
// attempt 1: again
// attempt 2: again
// done at attempt 3
// 2 retried, 0 failed
