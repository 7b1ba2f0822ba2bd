// A fresh worker for each task, with a spare that is ready: no state is carried from task to task.
import { createPool } from '@watertight/pool';

const jobs = new URL('./jobs.js', import.meta.url);
const counts = async (options) => {
  await using pool = createPool(jobs, { maxThreads: 1, ...options });
  const list = [];
  for (let i = 0; i < 3; i += 1) list.push(await pool.run('count'));
  return list.join(' ');
};
console.log('shared:  ', await counts({}));
console.log('isolated:', await counts({ isolate: { spares: 1 } }));

// prints:
// shared:   1 2 3
// isolated: 1 1 1
