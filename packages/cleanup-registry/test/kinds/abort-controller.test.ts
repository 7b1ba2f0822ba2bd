import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRegistry, ScopeEndedError } from '@watertight/cleanup-registry';

test('disposal aborts, and what waits on the signal ends', async () => {
  const registry = createRegistry();
  const { signal } = registry.abortController();
  const waiting = delay(60_000, undefined, { signal });
  await registry.dispose();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(signal.reason).toBeInstanceOf(ScopeEndedError);
  expect(signal.reason).toMatchObject({ name: 'AbortError', code: 'CLEANUP_SCOPE_ENDED' });
});

test('a controller aborted by its user leaves, and its signal keeps no listener', async () => {
  await using registry = createRegistry();
  const controller = registry.abortController();
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  const other = registry.abortController();
  controller.abort('mine');
  expect(registry.size).toBe(1);
  expect(controller.signal.reason).toBe('mine');
  registry.disownAndLeak(other);
  expect(getEventListeners(other.signal, 'abort')).toHaveLength(0);
});

test('listeners on one shared signal go with the scopes that added them', async () => {
  const shared = new AbortController();
  await using registry = createRegistry();
  const scopes = Array.from({ length: 5 }, (_, index) => registry.scope(`request ${index}`));
  for (const scope of scopes) scope.listener(shared.signal, 'abort', () => undefined);
  expect(getEventListeners(shared.signal, 'abort')).toHaveLength(5);
  await Promise.all(scopes.map((scope) => scope.dispose()));
  expect(getEventListeners(shared.signal, 'abort')).toHaveLength(0);
});
