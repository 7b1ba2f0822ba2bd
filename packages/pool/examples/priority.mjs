// The more urgent task goes first; who waits gains a level each 100 ms, so nobody starves.
import { createPool } from '@watertight/pool';

await using pool = createPool(new URL('./jobs.js', import.meta.url), { maxThreads: 1 });

const done = [];
const submit = async (name, priority) => {
  done.push(await pool.run('echo', [name], { priority }));
};
await Promise.all([submit('report', -1), submit('page', 0), submit('payment', 5)]);
console.log(done.join(', '));

// prints:
// payment, page, report
