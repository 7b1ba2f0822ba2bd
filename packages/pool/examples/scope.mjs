// An aborted task is given time to clean up, last first; its worker lives on.
import { createPool } from '@watertight/pool';

const pool = createPool(new URL('./scoped.js', import.meta.url), { maxThreads: 1 });

const released = new Int32Array(new SharedArrayBuffer(12));
const controller = new AbortController();
const error = await pool
  .run('copyFile', [released], {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  })
  .catch((reason) => reason);
await pool.idle();
console.log(error.code, pool.stats().created, 'worker');
console.log(`file released ${released[2]}., lock ${released[1]}.`);
await pool.destroy();

// prints:
// ABORT_ERR 1 worker
// file released 1., lock 2.
