import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import type { LiveResource } from '@watertight/cleanup-registry';

/** Collects garbage, a turn of the event loop at a time, until the condition holds or many turns have passed. */
async function collectUntil(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 50 && !condition(); turn += 1) {
    gc!();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const dropped: string[] = [];
const onDropped = (live: LiveResource[]): void => {
  dropped.push(live.map(({ scope, kind }) => `${scope}: ${kind}`).join());
};
const options = (name: string): { name: string; onDropped: typeof onDropped } => ({
  name,
  onDropped,
});

/** In a function of its own, so that nothing of it stays on the stack. */
function dropThem(): void {
  createRegistry(options('lost')).defer(() => undefined);
  createRegistry(options('empty'));
  void createRegistry(options('disposed')).dispose();
  const moved = createRegistry(options('moved'));
  moved.defer(() => undefined);
  kept.use(moved.move());
}

const kept = createRegistry(options('kept'));

test('a registry that was dropped while it owned something tells what; no other does', async () => {
  kept.defer(() => undefined);
  dropThem();
  await collectUntil(() => dropped.length > 0);
  await collectUntil(() => false);
  expect(dropped).toEqual(['lost: defer']);
  expect(kept.size).toBe(2);
});
