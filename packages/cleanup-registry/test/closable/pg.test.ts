import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { missing, startPostgres } from '../fixtures/database-server.ts';

const skip = missing('postgres', 'postgresql');
const script = fileURLToPath(new URL('../fixtures/pg-client.mjs', import.meta.url));

test.skipIf(skip)(`pg pools give back their connections${skip ? ` (${skip})` : ''}`, async () => {
  await using server = await startPostgres();
  const { stdout } = await promisify(execFile)(process.execPath, [script, server.folder]);
  expect(JSON.parse(stdout)).toEqual({
    before: 1,
    during: 7,
    after: 1,
    named: ['CLEANUP_DEADLINE closable orders'],
    last: 1,
  });
});
