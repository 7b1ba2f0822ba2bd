import { expect, test } from 'vitest';
import { createRegistry, InvalidArgumentError, OrderError } from '@watertight/cleanup-registry';
import type { CleanupError } from '@watertight/cleanup-registry';

const never = new Promise<void>(() => undefined);

test('phases go in their order, newest first within each, those of none last', async () => {
  const registry = createRegistry({ phases: ['intake', 'work', 'storage'] });
  const order: string[] = [];
  registry.defer(() => order.push('none'));
  for (const phase of ['storage', 'intake', 'work', 'intake']) {
    registry.defer(async () => order.push(`${phase} ${order.length}`), { phase });
  }
  registry.scope('requests', { phase: 'work' }).defer(() => order.push('request'));
  await registry.dispose();
  expect(order).toEqual(['intake 0', 'intake 1', 'request', 'work 3', 'storage 4', 'none']);
});

test('a newcomer of an earlier phase goes before what is left', async () => {
  const registry = createRegistry({ phases: ['first', 'second'] });
  const order: string[] = [];
  registry.defer(() => order.push('second'), { phase: 'second' });
  registry.defer(
    () => {
      order.push('first');
      registry.defer(() => order.push('newcomer'), { phase: 'first' });
    },
    { phase: 'first' },
  );
  await registry.dispose();
  expect(order).toEqual(['first', 'newcomer', 'second']);
});

test('a phase has a deadline of its own; the next phase still runs', async () => {
  const registry = createRegistry({
    deadline: Infinity,
    phases: [{ name: 'drain', deadline: 10 }, 'storage'],
  });
  const order: string[] = [];
  registry.defer(() => order.push('storage'), { phase: 'storage' });
  registry.defer(() => never, { phase: 'drain', name: 'one' });
  registry.scope('requests', { phase: 'drain' }).defer(() => never, { name: 'two' });
  const error = (await registry.dispose().catch((reason: unknown) => reason)) as CleanupError;
  expect(error.errors.map(({ code, resource }) => [code, resource])).toEqual([
    ['CLEANUP_DEADLINE', 'two'],
    ['CLEANUP_DEADLINE', 'one'],
  ]);
  expect(order).toEqual(['storage']);
});

test('an unknown phase, and an edge against the phases, are refused', () => {
  const registry = createRegistry({ phases: ['first', 'second'] });
  const noop = (): void => undefined;
  expect(() => registry.defer(noop, { phase: 'third' })).toThrow(InvalidArgumentError);
  expect(() => registry.defer(noop, { phase: 'third' })).toThrow('"first", "second"');
  const second = registry.defer(noop, { phase: 'second' });
  expect(() => registry.defer(noop, { phase: 'first', after: second })).toThrow(OrderError);
  expect(() => registry.defer(noop, { dependsOn: second })).toThrow(OrderError);
  registry.defer(noop, { phase: 'first', dependsOn: second });
  registry.defer(noop, { after: second });
});
