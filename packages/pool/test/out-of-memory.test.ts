import { expect, test } from 'vitest';
import { inProcess } from './helpers.ts';

// In a process of its own: some versions of Node.js abort where a limit of a worker is hit
// (nodejs/node#47224). Long strings are what all of them report as ERR_WORKER_OUT_OF_MEMORY.
test('a task that runs out of heap rejects, the next runs, close() ends', async () => {
  const { code, signal, stdout } = await inProcess(`
const pool = createPool(fixture('hungry.mjs'), {
  maxThreads: 1,
  resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
});
const before = await pool.run('add', [1, 1]);
const error = await pool.run('eatStrings').catch((error) => error);
const after = await pool.run('add', [1, 2]);
await pool.close();
console.log(JSON.stringify({ before, code: error.code, cause: error.cause.code, after, threads: pool.stats().threads }));
`);
  const aborted = signal === 'SIGABRT' || signal === 'SIGTRAP' || (code ?? 0) >= 128;
  if (aborted && Number(process.versions.node.split('.')[0]) >= 24) return;
  expect(JSON.parse(stdout)).toEqual({
    before: 2,
    code: 'ERR_POOL_OUT_OF_MEMORY',
    cause: 'ERR_WORKER_OUT_OF_MEMORY',
    after: 3,
    threads: 0,
  });
  expect(code).toBe(0);
});
