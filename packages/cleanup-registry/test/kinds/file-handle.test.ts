import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

const here = fileURLToPath(import.meta.url);

test('a file handle is closed, after the reads that are pending', async () => {
  const registry = createRegistry();
  const handle = registry.fileHandle(await open(here));
  const reading = handle.readFile('utf8');
  await registry.dispose();
  expect(handle.fd).toBe(-1);
  expect(await reading).toContain('a file handle is closed');
});

test('a handle closed by its user leaves, and a closed one is not taken', async () => {
  await using registry = createRegistry();
  const handle = registry.fileHandle(await open(here));
  expect(registry.live()[0]?.name).toBe(`fd ${handle.fd}`);
  await handle.close();
  expect(registry.size).toBe(0);
  expect(registry.fileHandle(handle)).toBe(handle);
  expect(registry.size).toBe(0);
});
