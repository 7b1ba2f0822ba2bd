// What a task leaves behind in its worker is told, by its name and the line that made it.
import { subscribe } from 'node:diagnostics_channel';
import { createPool } from '@watertight/pool';

subscribe('watertight.pool.residue', ({ task, left }) => {
  for (const { type, on = '', where } of left) {
    console.log(task, type, on, where.includes('scoped') ? 'in scoped.js' : where);
  }
});

const pool = createPool(new URL('./scoped.js', import.meta.url), { residue: 'warn' });
await pool.run('forgetful');
await pool.run('setLevel', ['debug']);
console.log(pool.stats().residue);
await pool.destroy();

// prints:
// forgetful Timeout  in scoped.js
// forgetful listener process 'exit' in scoped.js
// {
//   forgetful: {
//     runs: 1,
//     left: { Timeout: 1, listener: 1 },
//     heapBytes: 0,
//     externalBytes: 0
//   }
// }
