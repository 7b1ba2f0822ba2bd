import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('a disowned resource is never disposed', async () => {
  const registry = createRegistry();
  const ran: string[] = [];
  const kept = registry.adopt({}, () => ran.push('kept'));
  registry.adopt({}, () => ran.push('other'));
  expect(registry.disownAndLeak(kept)).toBe(true);
  expect(registry.disownAndLeak(kept)).toBe(false);
  expect(registry.size).toBe(1);
  await registry.dispose();
  expect(ran).toEqual(['other']);
});

test('a disowned scope lives on by itself', async () => {
  const owner = createRegistry({ name: 'owner' });
  const scope = owner.scope('free');
  const ran: string[] = [];
  scope.defer(() => ran.push('free'));
  expect(owner.disownAndLeak(scope)).toBe(true);
  await owner.dispose();
  expect(ran).toEqual([]);
  expect(scope.name).toBe('free');
  await scope.dispose();
  expect(ran).toEqual(['free']);
});
