import { once } from 'node:events';
import { watch } from 'node:fs';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

const active = (): number =>
  process.getActiveResourcesInfo().filter((type) => type === 'FSEventWrap').length;

test('a watcher is closed', async () => {
  const registry = createRegistry();
  const before = active();
  const watcher = registry.watcher(watch(registry.tempDir()));
  expect(active()).toBe(before + 1);
  const closed = once(watcher, 'close');
  await registry.dispose();
  await closed;
  expect(active()).toBe(before);
});

test('a watcher closed by its user leaves', async () => {
  await using registry = createRegistry();
  const watcher = registry.watcher(watch(registry.tempDir()));
  watcher.close();
  await once(watcher, 'close');
  expect(registry.live().map(({ kind }) => kind)).toEqual(['temp-dir']);
});
