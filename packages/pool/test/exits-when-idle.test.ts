import { expect, test } from 'vitest';
import { inProcess } from './helpers.ts';

test('an idle pool lets the process exit without close()', async () => {
  const { code, stdout } = await inProcess(`
const pool = createPool(fixture('tasks.mjs'), { minThreads: 2, maxThreads: 2, timeout: 60_000 });
console.log(await pool.run('add', [1, 2], { signal: new AbortController().signal }));
`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '3\n' });
});

test('a pool that was never used lets the process exit', async () => {
  const { code } = await inProcess(
    `createPool(fixture('tasks.mjs'), { minThreads: 1, maxThreads: 1 });`,
  );
  expect(code).toBe(0);
});

test('asking an idle thread for its memory or its heap holds the process until it has answered', async () => {
  const { code, stdout } = await inProcess(`
const pool = createPool(fixture('tasks.mjs'), { maxThreads: 1 });
await pool.run('add', [1, 2]);
await pool.idle();
const [thread] = pool.threads;
const { heapUsed } = await thread.memoryUsage();
let bytes = 0;
for await (const chunk of await thread.getHeapSnapshot()) bytes += chunk.length;
console.log(heapUsed > 0, bytes > 0);
`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'true true\n' });
});

test('pending tasks hold the process until they have settled', async () => {
  const { code, stdout } = await inProcess(`
const pool = createPool(fixture('tasks.mjs'), { maxThreads: 1 });
pool.run('exit', [1]).catch((error) => console.log(error.code));
pool.run('addLater', [1, 2]).then(console.log);
`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'ERR_POOL_WORKER_EXITED\n3\n' });
});

test('output of workers reaches the process', async () => {
  const { code, stdout } = await inProcess(`
const pool = createPool(fixture('tasks.mjs'), { maxThreads: 1 });
await pool.run('print', ['from a worker']);
await pool.close();
`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'from a worker' });
});
