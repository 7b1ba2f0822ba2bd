import { expect, test } from 'vitest';
import { createRegistry, RegistryDisposedError } from '@watertight/cleanup-registry';

const active = (): number =>
  process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;

test('what is registered while disposal runs is disposed in the same run', async () => {
  const registry = createRegistry();
  const ran: string[] = [];
  registry.defer(() => ran.push('oldest'));
  registry.defer(async () => {
    registry.defer(() => ran.push('synchronously'));
    await Promise.resolve();
    registry.scope('late').defer(async () => {
      ran.push('nested');
    });
  });
  await registry.dispose();
  expect(ran).toEqual(['nested', 'synchronously', 'oldest']);
  expect(registry.live()).toEqual([]);
});

test('what is registered afterwards is disposed at once, and the one who did it is told', async () => {
  const registry = createRegistry({ name: 'gone' });
  await registry.dispose();
  const ran: string[] = [];
  const register = (): void => {
    registry.adopt(
      'socket',
      async (value) => {
        ran.push(value);
        await Promise.resolve();
        throw new Error('of the disposer');
      },
      { name: 'x' },
    );
  };
  expect(register).toThrow(RegistryDisposedError);
  expect(ran).toEqual(['socket']);
  let error: RegistryDisposedError | undefined;
  try {
    register();
  } catch (reason) {
    error = reason as RegistryDisposedError;
  }
  expect(error?.code).toBe('CLEANUP_REGISTRY_DISPOSED');
  expect(error?.message).toContain('adopted "x"');
  await expect(error?.disposal).rejects.toThrow('of the disposer');
});

test('a timer registered afterwards never runs', async () => {
  const registry = createRegistry();
  await registry.dispose();
  const before = active();
  expect(() => registry.interval(() => expect.fail('it ran'), 1)).toThrow(RegistryDisposedError);
  expect(() => registry.timeout(() => expect.fail('it ran'), 1)).toThrow(RegistryDisposedError);
  expect(() => registry.scope('x')).toThrow(RegistryDisposedError);
  expect(active()).toBe(before);
});

test('a disposer that registers another for ever does not keep the run going for ever', async () => {
  const registry = createRegistry();
  let rounds = 0;
  const again = (): void => {
    rounds += 1;
    registry.defer(again);
  };
  registry.defer(again);
  const error = (await registry.dispose().catch((reason: unknown) => reason)) as AggregateError;
  // 100,000 newcomers are taken into the run; the next one is refused and disposed at once, 50 deep.
  expect(rounds).toBe(100_001 + 50);
  expect(error.errors).toHaveLength(1);
  expect(error.errors[0]).toMatchObject({ cause: { code: 'CLEANUP_REGISTRY_DISPOSED' } });
  expect(registry.live()).toEqual([]);
});
