import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('the signal of a registry is aborted before anything is disposed', async () => {
  const registry = createRegistry();
  const { signal } = registry;
  expect(registry.signal).toBe(signal);
  let abortedFirst = false;
  registry.defer(() => (abortedFirst = signal.aborted));
  expect(signal.aborted).toBe(false);
  await registry.dispose();
  expect(abortedFirst).toBe(true);
  expect(signal.reason).toMatchObject({ name: 'AbortError', code: 'CLEANUP_SCOPE_ENDED' });
});

test('a nested signal ends with its own scope, or with the outermost one at once', async () => {
  const registry = createRegistry();
  const middle = registry.scope('middle');
  const [first, second] = [middle.scope('first'), middle.scope('second')];
  const signals = [first.signal, second.signal];
  await first.dispose();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  // The newest of the outer registry waits; the signal below does not.
  let seen = false;
  registry.defer(async () => (seen = second.signal.aborted));
  await registry.dispose();
  expect(seen).toBe(true);
});

test('a thousand nested signals put no listener on the one above', async () => {
  await using registry = createRegistry();
  const { signal } = registry;
  for (let index = 0; index < 1000; index += 1) void registry.scope('request').signal;
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a scope that joins later is aborted with its new owner; a signal asked for too late is aborted', async () => {
  const [owner, guest] = [createRegistry(), createRegistry({ name: 'guest' })];
  const { signal } = guest;
  owner.use(guest);
  owner.defer(async () => undefined);
  const disposal = owner.dispose();
  expect(signal.aborted).toBe(true);
  await disposal;
  expect(owner.signal.aborted).toBe(true);
});
