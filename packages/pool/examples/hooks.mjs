// `init` and `teardown` of the module, and a function that every thread runs.
import { createPool } from '@watertight/pool';

const pool = createPool(new URL('./scoped.js', import.meta.url), { maxThreads: 1 });

console.log('connection', await pool.run('getConnection'));
const results = await pool.broadcast('setLevel', ['debug'], { later: true });
console.log(results.map(({ value }) => value));
await pool.close();

// prints:
// connection open
// [ 'level is debug' ]
// connection closed
