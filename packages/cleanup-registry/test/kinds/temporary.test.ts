import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('a temporary directory exists until disposal and goes with what is in it', async () => {
  const registry = createRegistry();
  const path = registry.tempDir({ prefix: 'cleanup-' });
  expect([dirname(path), basename(path).startsWith('cleanup-')]).toEqual([tmpdir(), true]);
  mkdirSync(join(path, 'a'));
  writeFileSync(join(path, 'a', 'b'), 'x');
  await registry.dispose();
  expect(existsSync(path)).toBe(false);
});

test('a temporary file is empty, has the name asked for, and can be read by its owner only', async () => {
  const registry = createRegistry();
  const path = registry.tempFile('report.json');
  expect([basename(path), readFileSync(path, 'utf8')]).toEqual(['report.json', '']);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await registry.release(path)).toBe(true);
  expect(existsSync(dirname(path))).toBe(false);
});

test('one that was removed meanwhile is no error', async () => {
  const registry = createRegistry();
  const path = registry.tempDir();
  await registry.release(path);
  registry.tempFile('x');
  await registry.dispose();
  await registry.dispose();
  expect(existsSync(path)).toBe(false);
});
