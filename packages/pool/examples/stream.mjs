// The values of a generator, as they come; leaving the loop runs its `finally`, which is awaited.
import { createPool } from '@watertight/pool';

const pool = createPool(new URL('./scoped.js', import.meta.url), { maxThreads: 1 });

const closed = new Int32Array(new SharedArrayBuffer(4));
for await (const row of pool.stream('rows', [1_000_000, closed], { buffer: 8 })) {
  console.log(row);
  if (row.id === 3) break;
}
console.log('finally has run:', closed[0] === 1, pool.stats().running, 'running');
await pool.destroy();

// prints:
// { id: 1 }
// { id: 2 }
// { id: 3 }
// finally has run: true 0 running
