import { opendir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('a directory is closed', async () => {
  const registry = createRegistry();
  const dir = registry.dir(await opendir(tmpdir()));
  expect(registry.live()[0]?.name).toBe(tmpdir());
  await registry.dispose();
  await expect((async () => dir.read())()).rejects.toMatchObject({ code: 'ERR_DIR_CLOSED' });
});

test('a directory that iteration has closed is no error', async () => {
  const registry = createRegistry();
  const path = registry.tempDir();
  for await (const entry of registry.dir(await opendir(path))) expect.fail(entry.name);
  await registry.dispose();
});
