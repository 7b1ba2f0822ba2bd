import { EventEmitter } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('live tells kind, name and scope of all that is open, nested scopes too', async () => {
  await using registry = createRegistry({ name: 'service' });
  expect(registry.live()).toEqual([]);
  registry.server(createServer());
  const scope = registry.scope('request 7');
  registry.defer(() => undefined, { name: 'flush' });
  const timer = scope.timeout(() => undefined, 60_000, { name: 'patience' });
  scope.listener(new EventEmitter(), 'data', () => undefined);
  scope.adopt({}, () => undefined, { kind: 'lease' });
  const seen = (): string[] =>
    registry.live().map(({ kind, name, scope: owner }) => `${owner}: ${kind} ${name ?? '-'}`);
  expect(seen()).toEqual([
    'service: server Server on no address, 0 connections',
    'service: scope request 7',
    'service: defer flush',
    'service/request 7: timeout patience',
    'service/request 7: listener data of EventEmitter',
    'service/request 7: lease -',
  ]);
  expect(scope.live()).toHaveLength(3);
  await scope.release(timer);
  expect(scope.live()).toHaveLength(2);
  await scope.dispose();
  expect(seen()).toEqual([
    'service: server Server on no address, 0 connections',
    'service: defer flush',
  ]);
});

test('ages are whole milliseconds, older resources first', async () => {
  await using registry = createRegistry();
  registry.defer(() => undefined);
  const start = performance.now();
  while (performance.now() - start < 5);
  // A new turn: within one, all registrations may carry the same time.
  await new Promise((resolve) => setImmediate(resolve));
  registry.defer(() => undefined);
  const [older, newer] = registry.live().map(({ ageMs }) => ageMs);
  expect(Number.isInteger(older)).toBe(true);
  expect(older! - newer!).toBeGreaterThanOrEqual(4);
});

test('a resource whose disposer is pending is still live, one that ended is not', async () => {
  const registry = createRegistry();
  let finish!: () => void;
  registry.defer(() => new Promise<void>((resolve) => (finish = resolve)), { name: 'slow' });
  registry.defer(() => undefined, { name: 'quick' });
  const disposal = registry.dispose();
  await new Promise((resolve) => setImmediate(resolve));
  expect(registry.live().map(({ name }) => name)).toEqual(['slow']);
  finish();
  await disposal;
  expect(registry.live()).toEqual([]);
});
