import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

const active = (): number =>
  process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;

test('an interval runs until disposal and stays owned all the while', async () => {
  const registry = createRegistry();
  let ticks = 0;
  await new Promise<void>((resolve) => {
    registry.interval(() => {
      ticks += 1;
      if (ticks === 3) resolve();
    }, 1);
  });
  expect(registry.live().map(({ kind }) => kind)).toEqual(['interval']);
  // Counted where nothing else runs in between: the test runner has timers that come and go.
  const before = active();
  const disposal = registry.dispose();
  expect(active()).toBe(before - 1);
  await disposal;
  const ticked = ticks;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(ticks).toBe(ticked);
});
