import { expect, test } from 'vitest';
import { CleanupError, createRegistry, ResourceError } from '@watertight/cleanup-registry';

test('every disposer runs, and every failure is in the one error, in the order it happened', async () => {
  const registry = createRegistry({ name: 'service' });
  const ran: string[] = [];
  const thrown = new Error('thrown');
  const rejected = new TypeError('rejected');
  registry.defer(() => ran.push('first'));
  registry.defer(
    () => {
      ran.push('throws');
      throw thrown;
    },
    { name: 'log' },
  );
  const request = registry.scope('request 7');
  request.adopt(
    {},
    async () => {
      ran.push('rejects');
      await Promise.resolve();
      throw rejected;
    },
    { name: 'cursor', kind: 'database' },
  );
  registry.defer(() => ran.push('last'));

  const error: unknown = await registry.dispose().catch((reason: unknown) => reason);

  expect(ran).toEqual(['last', 'rejects', 'throws', 'first']);
  expect(error).toBeInstanceOf(CleanupError);
  expect(error).toBeInstanceOf(AggregateError);
  const { code, errors, scope, message } = error as CleanupError;
  expect({ code, scope }).toEqual({ code: 'CLEANUP_FAILED', scope: 'service' });
  expect(
    errors.map((part) => [part.code, part.kind, part.resource, part.scope, part.cause]),
  ).toEqual([
    ['CLEANUP_DISPOSER_FAILED', 'database', 'cursor', 'service/request 7', rejected],
    ['CLEANUP_DISPOSER_FAILED', 'defer', 'log', 'service', thrown],
  ]);
  for (const part of errors) {
    expect(part).toBeInstanceOf(ResourceError);
    expect(part.ageMs).toBeGreaterThanOrEqual(0);
    expect(part.elapsedMs).toBeGreaterThanOrEqual(0);
    expect(part.site).toContain('errors-collected.test.ts');
  }
  expect(message).toContain('cursor');
  expect(message).toContain('TypeError: rejected');
  expect(registry.live()).toEqual([]);
});

test('anything may be thrown', async () => {
  const registry = createRegistry();
  registry.defer(() => {
    throw undefined;
  });
  registry.defer(async () => {
    throw null;
  });
  registry.use({
    [Symbol.asyncDispose]: () => ({
      // oxlint-disable-next-line unicorn/no-thenable -- a thenable whose then throws
      then() {
        throw 'text';
      },
    }),
  } as never);
  const error = (await registry.dispose().catch((reason: unknown) => reason)) as CleanupError;
  expect(error.errors.map(({ cause }) => cause)).toEqual(['text', null, undefined]);
});
