import { expect, test } from 'vitest';
import { createRegistry, InvalidArgumentError, OrderError } from '@watertight/cleanup-registry';

test('what is registered to go after another goes after it, though it is newer', async () => {
  const registry = createRegistry();
  const order: string[] = [];
  const pool = registry.adopt({ name: 'pool' }, async () => {
    await Promise.resolve();
    order.push('pool');
  });
  registry.defer(() => order.push('metrics'), { after: pool });
  registry.defer(() => order.push('log'));
  await registry.dispose();
  expect(order).toEqual(['log', 'pool', 'metrics']);
});

test('what depends on another goes before it, also when both may go at once', async () => {
  const registry = createRegistry({ parallel: 10 });
  const order: string[] = [];
  let finish!: () => void;
  const log = registry.defer(() => order.push('log'));
  registry.defer(
    async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      order.push('pool');
    },
    { dependsOn: log },
  );
  registry.defer(() => order.push('other'));
  const disposal = registry.dispose();
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual(['other']);
  finish();
  await disposal;
  expect(order).toEqual(['other', 'pool', 'log']);
});

test('several edges, given as resources, handles and nested registries', async () => {
  const registry = createRegistry({ parallel: 3 });
  const order: string[] = [];
  const a = registry.defer(() => order.push('a'));
  const b = registry.adopt({}, () => order.push('b'));
  const scope = registry.scope('scope');
  scope.defer(async () => order.push('in scope'));
  registry.defer(() => order.push('last'), { after: [a, b, scope], name: 'last' });
  registry.scope('first', { dependsOn: [a, b, scope] }).defer(async () => order.push('first'));
  await registry.dispose();
  expect(order[0]).toBe('first');
  expect(order.slice(1, 4).toSorted()).toEqual(['a', 'b', 'in scope']);
  expect(order[4]).toBe('last');
});

test('a cycle is refused when it is made, and nothing is owned', () => {
  const registry = createRegistry();
  const noop = (): void => undefined;
  const a = registry.defer(noop, { name: 'a' });
  const b = registry.defer(noop, { name: 'b', after: a });
  const c = registry.defer(noop, { name: 'c', after: b });
  const closing = (): unknown => registry.defer(noop, { after: c, dependsOn: a });
  expect(closing).toThrow(OrderError);
  expect(closing).toThrow(expect.objectContaining({ code: 'CLEANUP_ORDER' }));
  expect(registry.size).toBe(3);
  registry.defer(noop, { after: a, dependsOn: c });
});

test('an edge to something the registry does not own is refused', async () => {
  const registry = createRegistry();
  const nested = registry.scope('nested').defer(() => undefined);
  const gone = registry.defer(() => undefined);
  await gone[Symbol.asyncDispose]();
  for (const after of [{}, nested, gone, [gone]]) {
    expect(() => registry.defer(() => undefined, { after })).toThrow(InvalidArgumentError);
  }
});

test('a failure or a release of one does not hold up those after it', async () => {
  const registry = createRegistry();
  const order: string[] = [];
  const bad = registry.defer(() => {
    throw new Error('no');
  });
  const released = registry.defer(() => order.push('released'));
  registry.defer(() => order.push('last'), { after: [bad, released] });
  await released[Symbol.asyncDispose]();
  await expect(registry.dispose()).rejects.toMatchObject({ code: 'CLEANUP_FAILED' });
  expect(order).toEqual(['released', 'last']);
});

test('a resource being released is waited for by those after it', async () => {
  const registry = createRegistry();
  const order: string[] = [];
  let finish!: () => void;
  const slow = registry.defer(async () => {
    await new Promise<void>((resolve) => (finish = resolve));
    order.push('slow');
  });
  registry.defer(() => order.push('last'), { after: slow });
  const release = slow[Symbol.asyncDispose]();
  const disposal = registry.dispose();
  await new Promise((resolve) => setImmediate(resolve));
  finish();
  await Promise.all([release, disposal]);
  expect(order).toEqual(['slow', 'last']);
});
