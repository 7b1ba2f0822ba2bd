import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('disposes newest first, awaiting each', async () => {
  const order: string[] = [];
  {
    await using registry = createRegistry({ name: 'service' });
    registry.defer(() => order.push('a'));
    registry.adopt('b', async (value) => {
      await Promise.resolve();
      order.push(value);
    });
    const inner = registry.scope('request');
    inner.defer(() => order.push('inner'));
    registry.listener(new EventEmitter(), 'x', () => undefined);
    registry.use({ [Symbol.dispose]: () => order.push('c') });
    expect(registry.live().map(({ kind, scope }) => `${scope}:${kind}`)).toEqual([
      'service:defer',
      'service:adopted',
      'service:scope',
      'service:listener',
      'service:disposable',
      'service/request:defer',
    ]);
  }
  expect(order).toEqual(['c', 'inner', 'b', 'a']);
});
