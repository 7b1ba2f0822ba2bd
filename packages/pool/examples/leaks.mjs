// What a pool holds while it serves, and that it holds nothing when it is closed.
import { subscribe } from 'node:diagnostics_channel';
import { createPool } from '@watertight/pool';

subscribe('watertight.pool.closed', ({ pool, leaks, stats }) => {
  console.log(`${pool}: ${stats.completed} tasks, clean: ${leaks.clean}`);
});

const pool = createPool(new URL('./jobs.js', import.meta.url), { name: 'squares', maxThreads: 1 });
const nine = pool.run('square', [3]);
const { workers, ports, tasks } = (await nextTurn(), pool.leaks());
console.log({ workers, ports, tasks });
console.log(await nine);
await pool.close();

function nextTurn() {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

// prints:
// { workers: 1, ports: 1, tasks: { square: 1 } }
// 9
// squares: 1 tasks, clean: true
