import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import type { CleanupError } from '@watertight/cleanup-registry';

const never = new Promise<void>(() => undefined);

async function failuresOf(pending: Promise<void>): Promise<unknown[]> {
  const error = (await pending.then(
    () => expect.fail('disposal should have failed'),
    (reason: unknown) => reason,
  )) as CleanupError;
  return error.errors.map(({ code, resource, kind }) => [code, kind, resource]);
}

test('a disposer that hangs is named, and the others still run', async () => {
  const registry = createRegistry({ deadline: 20 });
  const ran: string[] = [];
  registry.defer(() => ran.push('before'));
  registry.defer(() => never, { name: 'hangs' });
  registry.defer(() => ran.push('after'));
  expect(await failuresOf(registry.dispose())).toEqual([['CLEANUP_DEADLINE', 'defer', 'hangs']]);
  expect(ran).toEqual(['after', 'before']);
  expect(registry.live()).toEqual([]);
});

test('a resource may have a deadline of its own, and so may a scope', async () => {
  const registry = createRegistry({ deadline: Infinity });
  registry.defer(() => never, { name: 'own deadline', deadline: 5 });
  registry.scope('strict', { deadline: 5 }).defer(() => never, { name: 'of the scope' });
  expect(await failuresOf(registry.dispose())).toEqual([
    ['CLEANUP_DEADLINE', 'defer', 'of the scope'],
    ['CLEANUP_DEADLINE', 'defer', 'own deadline'],
  ]);
});

test('past the overall deadline disposers are still called, but not waited for', async () => {
  const registry = createRegistry({ deadline: Infinity, overall: 20 });
  const ran: number[] = [];
  for (let index = 0; index < 3; index += 1) {
    registry.defer(
      () => {
        ran.push(index);
        return never;
      },
      { name: String(index) },
    );
  }
  registry.scope('nested').defer(() => never, { name: 'nested' });
  expect(await failuresOf(registry.dispose())).toEqual([
    ['CLEANUP_DEADLINE', 'defer', 'nested'],
    ['CLEANUP_DEADLINE', 'defer', '2'],
    ['CLEANUP_DEADLINE', 'defer', '1'],
    ['CLEANUP_DEADLINE', 'defer', '0'],
  ]);
  expect(ran).toEqual([2, 1, 0]);
});

test('what a disposer does after it was left behind harms nobody', async () => {
  const unhandled: unknown[] = [];
  using registry = { [Symbol.dispose]: () => process.removeListener('unhandledRejection', note) };
  function note(reason: unknown): void {
    unhandled.push(reason);
  }
  process.on('unhandledRejection', note);
  void registry;

  let fail!: (reason: Error) => void;
  const owner = createRegistry({ deadline: 5 });
  owner.defer(() => new Promise((_resolve, reject) => (fail = reject)), { name: 'late' });
  expect(await failuresOf(owner.dispose())).toEqual([['CLEANUP_DEADLINE', 'defer', 'late']]);
  fail(new Error('too late'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).toEqual([]);
});

test('no timer is left when all settled in time', async () => {
  // Not counted in the process: the test runner has timers that come and go.
  using made = vi.spyOn(globalThis, 'setTimeout');
  using cleared = vi.spyOn(globalThis, 'clearTimeout');
  const registry = createRegistry({ deadline: 60_000 });
  registry.defer(() => new Promise((resolve) => setImmediate(resolve)));
  await registry.dispose();
  const timers = made.mock.results.map(({ value }) => value as unknown);
  expect(timers).toHaveLength(1);
  expect(cleared.mock.calls.map(([timer]) => timer)).toEqual(timers);
});

test('the wait for a disposer that nothing can settle keeps the process alive until its deadline', async () => {
  const { fork } = await import('node:child_process');
  const child = fork(new URL('./fixtures/hangs.mjs', import.meta.url), { execArgv: [] });
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(42);
});
