import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

const active = (): number =>
  process.getActiveResourcesInfo().filter((type) => type === 'Immediate').length;

test('disposal clears an immediate that has not run', async () => {
  const registry = createRegistry();
  const before = active();
  registry.immediate(() => expect.fail('it ran'));
  expect(active()).toBe(before + 1);
  await registry.dispose();
  expect(active()).toBe(before);
  await new Promise((resolve) => setImmediate(resolve));
});

test('an immediate that has run has left', async () => {
  const registry = createRegistry();
  const size = await new Promise((resolve) => {
    registry.immediate(() => resolve(registry.size));
    expect(registry.size).toBe(1);
  });
  expect(size).toBe(0);
});
