import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

const active = (): number =>
  process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;

test('disposal clears a timeout that has not fired', async () => {
  const before = active();
  const registry = createRegistry();
  const timer = registry.timeout(() => expect.fail('it fired'), 60_000);
  expect(timer.hasRef()).toBe(true);
  expect(active()).toBe(before + 1);
  await registry.dispose();
  expect(active()).toBe(before);
});

test('a timeout that has fired has left, before its callback runs', async () => {
  const registry = createRegistry();
  const size = await new Promise<number>((resolve) => {
    registry.timeout(() => resolve(registry.size), 1);
    expect(registry.size).toBe(1);
  });
  expect(size).toBe(0);
});

test('a timeout is released early by naming it', async () => {
  const before = active();
  const registry = createRegistry();
  const timer = registry.timeout(() => expect.fail('it fired'), 60_000);
  expect(await registry.release(timer)).toBe(true);
  expect([registry.size, active()]).toEqual([0, before]);
});
