import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { fixture } from './helpers.ts';

const dist = (name: string) => fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
const body = `
const run = async () => {
  const pool = createPool(${JSON.stringify(fixture('tasks.mjs').href)}, { maxThreads: 2 });
  const sum = await pool.run('add', [1, 2]);
  const code = await pool.run('exit', [1]).catch((error) => error.code);
  await pool.close();
  console.log(sum, code, pool.stats().threads);
};
void run();`;

test.skipIf(!existsSync(dist('index.js'))).each([
  ['imported', `import { createPool } from ${JSON.stringify(`file://${dist('index.js')}`)};`, true],
  ['required', `const { createPool } = require(${JSON.stringify(dist('index.cjs'))});`, false],
] as const)('the built package works when %s', async (_how, load, module) => {
  const flags = module ? ['--input-type=module'] : [];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    ...flags,
    '--eval',
    load + body,
  ]);
  expect({ stdout, stderr }).toEqual({ stdout: '3 ERR_POOL_WORKER_EXITED 0\n', stderr: '' });
});
