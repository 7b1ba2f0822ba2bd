import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('a second dispose joins the first instead of returning early or running again', async () => {
  const registry = createRegistry();
  let finish!: () => void;
  let calls = 0;
  registry.defer(() => {
    calls += 1;
    return new Promise<void>((resolve) => (finish = resolve));
  });
  const first = registry.dispose();
  let secondIsOver = false;
  const second = registry.dispose().then(() => (secondIsOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(secondIsOver).toBe(false);
  finish();
  await Promise.all([first, second]);
  await registry.dispose();
  expect(calls).toBe(1);
});

test('those who join get the same error', async () => {
  const registry = createRegistry();
  registry.defer(async () => {
    throw new Error('no');
  });
  const [first, second] = await Promise.allSettled([registry.dispose(), registry.dispose()]);
  expect(first.status).toBe('rejected');
  expect((second as PromiseRejectedResult).reason).toBe((first as PromiseRejectedResult).reason);
});

test('dispose of a nested scope joins the run of its owner, and the other way round', async () => {
  for (const ownerFirst of [true, false]) {
    const owner = createRegistry();
    const order: string[] = [];
    owner.defer(() => order.push('owner'));
    const nested = owner.scope('nested');
    let finish!: () => void;
    nested.defer(() => new Promise<void>((resolve) => (finish = resolve)));
    const runs = ownerFirst
      ? [owner.dispose(), nested.dispose()]
      : [nested.dispose(), owner.dispose()];
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    finish();
    await Promise.all(runs);
    expect(order).toEqual(['owner']);
  }
});

test('a release under way is waited for', async () => {
  const registry = createRegistry();
  const resource = {};
  let finish!: () => void;
  let calls = 0;
  registry.adopt(resource, () => {
    calls += 1;
    return new Promise<void>((resolve) => (finish = resolve));
  });
  const released = registry.release(resource);
  const again = registry.release(resource);
  expect(registry.live()).toHaveLength(1);
  const disposed = registry.dispose();
  let over = false;
  void disposed.then(() => (over = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(over).toBe(false);
  finish();
  expect(await released).toBe(true);
  expect(await again).toBe(true);
  await disposed;
  expect(calls).toBe(1);
});
