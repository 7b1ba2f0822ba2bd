import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('a timer that its user clears is not live any more', async () => {
  await using registry = createRegistry();
  const cleared = [
    registry.timeout(() => undefined, 60_000),
    registry.interval(() => undefined, 60_000),
  ];
  const kept = registry.interval(() => undefined, 60_000, { name: 'kept' });
  for (const timer of cleared) clearTimeout(timer);
  expect(registry.live().map(({ name }) => name)).toEqual(['kept']);
  expect(kept.hasRef()).toBe(true);
});

test('a registry that stays open does not gather cleared timers', async () => {
  await using registry = createRegistry();
  registry.interval(() => undefined, 60_000);
  registry.defer(() => undefined);
  let largest = 0;
  for (let request = 0; request < 10_000; request += 1) {
    clearTimeout(registry.timeout(() => undefined, 60_000));
    largest = Math.max(largest, registry.size);
  }
  expect(largest).toBeLessThan(600);
  expect(registry.live()).toHaveLength(2);
});
