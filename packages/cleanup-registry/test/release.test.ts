import { expect, test } from 'vitest';
import { createRegistry, ResourceError } from '@watertight/cleanup-registry';

class Resource {
  disposals = 0;
  [Symbol.dispose](): void {
    this.disposals += 1;
  }
}

test('a released resource is disposed once, now, and no longer owned', async () => {
  const registry = createRegistry();
  const [a, b, c] = [new Resource(), new Resource(), new Resource()];
  for (const resource of [a, b, c]) registry.use(resource);
  expect(await registry.release(b)).toBe(true);
  expect([a, b, c].map(({ disposals }) => disposals)).toEqual([0, 1, 0]);
  expect(registry.size).toBe(2);
  expect(await registry.release(b)).toBe(false);
  expect(await registry.release({})).toBe(false);
  await registry.dispose();
  expect([a, b, c].map(({ disposals }) => disposals)).toEqual([1, 1, 1]);
});

test('a resource registered after the first release is found too', async () => {
  const registry = createRegistry();
  await registry.release('nothing');
  const resource = registry.use(new Resource());
  expect(await registry.release(resource)).toBe(true);
  expect(resource.disposals).toBe(1);
});

test('a resource registered twice is released newest first, each registration once', async () => {
  const registry = createRegistry();
  const order: string[] = [];
  const value = {};
  registry.adopt(value, () => order.push('older'));
  registry.adopt(value, () => order.push('newer'));
  expect(await registry.release(value)).toBe(true);
  expect(order).toEqual(['newer']);
  expect(await registry.release(value)).toBe(true);
  expect(await registry.release(value)).toBe(false);
  expect(order).toEqual(['newer', 'older']);
});

test('a failure belongs to the one who released', async () => {
  const registry = createRegistry();
  const cause = new Error('no');
  const value = registry.adopt({}, () => Promise.reject(cause), { name: 'x' });
  const error = (await registry.release(value).catch((reason: unknown) => reason)) as ResourceError;
  expect(error).toBeInstanceOf(ResourceError);
  expect(error.cause).toBe(cause);
  await registry.dispose();
});

test('a handle disposes its resource without a search', async () => {
  const registry = createRegistry();
  const ran: string[] = [];
  const sync = registry.defer(() => ran.push('sync'));
  const asynchronous = registry.defer(
    async () => {
      await Promise.resolve();
      ran.push('async');
    },
    { name: 'b' },
  );
  expect([sync.kind, sync.name, sync.live]).toEqual(['defer', undefined, true]);
  expect(asynchronous.name).toBe('b');
  sync[Symbol.dispose]();
  sync[Symbol.dispose]();
  expect(ran).toEqual(['sync']);
  expect(sync.live).toBe(false);
  await asynchronous[Symbol.asyncDispose]();
  expect(ran).toEqual(['sync', 'async']);
  await registry.dispose();
  expect(ran).toEqual(['sync', 'async']);
});

test('a failure after a synchronous dispose of a handle is kept for the disposal of the registry', async () => {
  const registry = createRegistry();
  const cause = new Error('later');
  registry.defer(() => Promise.reject(cause))[Symbol.dispose]();
  const error = (await registry.dispose().catch((reason: unknown) => reason)) as AggregateError;
  expect(error.errors.map((part: Error) => part.cause)).toEqual([cause]);
});

test('a disposer that releases its own resource changes nothing', async () => {
  const registry = createRegistry();
  let calls = 0;
  const value = registry.adopt({}, async (own) => {
    calls += 1;
    await registry.release(own);
  });
  await registry.dispose();
  expect(calls).toBe(1);
  expect(await registry.release(value)).toBe(false);
});
