// Events, memory of a thread, a heap snapshot of it, and the caller's async context.
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { createPool } from '@watertight/pool';

subscribe('watertight.pool.task', ({ task, outcome }) => console.log(task, outcome));

await using pool = createPool(new URL('./jobs.js', import.meta.url), { maxThreads: 1 });
const storage = new AsyncLocalStorage();
await storage.run('request 7', async () => {
  await pool.run('square', [3]);
  console.log(storage.getStore());
});
await pool.idle();
const [thread] = pool.threads;
const { heapUsed } = await thread.memoryUsage();
console.log('heap known:', heapUsed > 1e6, thread.state);

let start = '';
for await (const chunk of await thread.getHeapSnapshot()) start ||= String(chunk).slice(0, 12);
console.log(start);

// prints:
// square completed
// request 7
// heap known: true idle
// {"snapshot":
