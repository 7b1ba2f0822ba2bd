import { expect, test } from 'vitest';
import { createRegistry, InvalidArgumentError } from '@watertight/cleanup-registry';

test('no more than the limit are pending at a time, and the newest begin first', async () => {
  const registry = createRegistry({ parallel: 3 });
  const begun: number[] = [];
  const finishers = new Map<number, () => void>();
  for (let index = 0; index < 8; index += 1) {
    registry.defer(() => {
      begun.push(index);
      return new Promise<void>((resolve) => finishers.set(index, resolve));
    });
  }
  const disposal = registry.dispose();
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await turn();
  expect(begun).toEqual([7, 6, 5]);
  finishers.get(5)!();
  await turn();
  expect(begun).toEqual([7, 6, 5, 4]);
  finishers.get(7)!();
  finishers.get(6)!();
  await turn();
  expect(begun).toEqual([7, 6, 5, 4, 3, 2]);
  for (const index of [4, 3, 2]) finishers.get(index)!();
  await turn();
  for (const index of [1, 0]) finishers.get(index)!();
  await disposal;
  expect(begun).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
});

test('nested scopes count as one each and keep their own order', async () => {
  const registry = createRegistry({ parallel: Infinity });
  const order: string[] = [];
  for (const name of ['a', 'b']) {
    const scope = registry.scope(name);
    for (const step of [2, 1]) {
      scope.defer(async () => {
        await Promise.resolve();
        order.push(`${name}${step}`);
      });
    }
  }
  await registry.dispose();
  expect(order).toHaveLength(4);
  expect(order.filter((step) => step.startsWith('a'))).toEqual(['a1', 'a2']);
  expect(order.filter((step) => step.startsWith('b'))).toEqual(['b1', 'b2']);
  expect(order.indexOf('b1')).toBeLessThan(order.indexOf('a2'));
});

test('all failures of those that went together are collected', async () => {
  const registry = createRegistry({ parallel: 5, deadline: 10 });
  for (let index = 0; index < 20; index += 1) {
    registry.defer(index % 2 === 0 ? () => Promise.reject(new Error('no')) : async () => index);
  }
  registry.scope('nested').defer(() => new Promise(() => undefined), { name: 'hangs' });
  const error = (await registry.dispose().catch((reason: unknown) => reason)) as AggregateError;
  expect(error.errors).toHaveLength(11);
  expect(registry.live()).toEqual([]);
});

test('a hundred thousand go together without overflowing', async () => {
  const registry = createRegistry({ parallel: 1000 });
  let count = 0;
  for (let index = 0; index < 100_000; index += 1) {
    registry.defer(index % 2 === 0 ? () => (count += 1) : async () => (count += 1));
  }
  await registry.dispose();
  expect(count).toBe(100_000);
});

test.each([0, -1, 1.5, Number.NaN, '2'])('a limit of %s is refused', (parallel) => {
  expect(() => createRegistry({ parallel: parallel as number })).toThrow(InvalidArgumentError);
});
