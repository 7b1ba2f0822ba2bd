import { expect, test } from 'vitest';
import { createRegistry, OwnershipCycleError } from '@watertight/cleanup-registry';

test('a scope leaves its owner when disposed early', async () => {
  const owner = createRegistry();
  const ran: string[] = [];
  const scope = owner.scope('request 7');
  scope.defer(() => ran.push('request'));
  expect(owner.size).toBe(1);
  await scope.dispose();
  expect(owner.size).toBe(0);
  await owner.dispose();
  expect(ran).toEqual(['request']);
});

test('release disposes a nested scope and everything in it', async () => {
  const owner = createRegistry();
  const scope = owner.scope('request');
  const ran: string[] = [];
  scope.defer(() => ran.push('x'));
  expect(await owner.release(scope)).toBe(true);
  expect(await owner.release(scope)).toBe(false);
  expect(ran).toEqual(['x']);
  expect(scope.disposed).toBe(true);
});

test('a registry taken over becomes a scope of its owner', async () => {
  const [a, b] = [createRegistry({ name: 'a' }), createRegistry({ name: 'b' })];
  const ran: string[] = [];
  const inner = createRegistry({ name: 'inner' });
  inner.defer(() => ran.push('inner'));
  expect(a.use(inner)).toBe(inner);
  expect(inner.name).toBe('a/inner');
  b.use(inner);
  expect([a.size, b.size, inner.name]).toEqual([0, 1, 'b/inner']);
  await a.dispose();
  expect(ran).toEqual([]);
  await b.dispose();
  expect(ran).toEqual(['inner']);
  expect(inner.disposed).toBe(true);
});

test('a cycle of owners is refused when it is made', async () => {
  const a = createRegistry({ name: 'a' });
  const b = a.scope('b');
  const c = b.scope('c');
  expect(() => a.use(a)).toThrow(OwnershipCycleError);
  expect(() => c.use(a)).toThrow(
    expect.objectContaining({
      code: 'CLEANUP_OWNERSHIP_CYCLE',
      message: expect.stringContaining('"a/b/c"') as string,
    }),
  );
  await a.dispose();
  expect(c.disposed).toBe(true);
});

test('a cycle that cannot be seen ends at the deadline instead of never', async () => {
  const [a, b] = [createRegistry({ deadline: 10 }), createRegistry({ deadline: 10 })];
  a.defer(() => b.dispose());
  b.defer(() => a.dispose());
  const error = (await a.dispose().catch((reason: unknown) => reason)) as AggregateError;
  expect(error.errors).toHaveLength(1);
});

test('move hands everything over and leaves the registry disposed', async () => {
  const owner = createRegistry({ name: 'owner' });
  const from = owner.scope('opening');
  const ran: string[] = [];
  from.defer(() => ran.push('first'));
  from.scope('nested').defer(() => ran.push('nested'));
  const moved = from.move();
  expect([owner.size, from.size, from.disposed, moved.size, moved.name]).toEqual([
    0,
    0,
    true,
    2,
    'opening',
  ]);
  await from.dispose();
  await owner.dispose();
  expect(ran).toEqual([]);
  moved.defer(() => ran.push('second'));
  await moved.dispose();
  expect(ran).toEqual(['second', 'nested', 'first']);
  expect(() => from.move()).toThrow(expect.objectContaining({ code: 'CLEANUP_REGISTRY_DISPOSED' }));
});
