import { expect, test } from 'vitest';
import { createPool } from '../src/index.ts';
import { fixture, rejection } from './helpers.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
/** Node.js strips types by itself. */
const strips = major > 22 || (major === 22 && minor >= 18);

const typed = () =>
  createPool<typeof import('./fixtures/typescript/tasks.ts')>(fixture('typescript/tasks.ts'), {
    maxThreads: 1,
    // Those of the test runner would tell Node.js not to.
    execArgv: [],
    env: {},
  });

test.runIf(strips)('a module in TypeScript is loaded as it is', async () => {
  await using pool = typed();
  expect(await pool.run('distance', [{ x: 3, y: 4 }])).toBe(5);
});

test.skipIf(strips)('where Node.js cannot load TypeScript, the error says what to do', async () => {
  await using pool = typed();
  const error = await rejection(pool.run('distance', [{ x: 3, y: 4 }]));
  expect(error.code).toBe('ERR_POOL_MODULE_LOAD');
  expect(error.message).toMatch(/cannot load TypeScript: 22\.18 or later can/);
  expect(error.cause).toMatchObject({ cause: { code: 'ERR_UNKNOWN_FILE_EXTENSION' } });
});
