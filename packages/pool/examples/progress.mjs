// What a task tells while it runs.
import { createPool } from '@watertight/pool';

const pool = createPool(new URL('./scoped.js', import.meta.url), { maxThreads: 1 });

const onProgress = ({ round, of }) => console.log(`round ${round} of ${of}`);
console.log(await pool.run('train', [3], { onProgress }));
await pool.destroy();

// prints:
// round 1 of 3
// round 2 of 3
// round 3 of 3
// trained
