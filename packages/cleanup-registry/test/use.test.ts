import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('the asynchronous method goes before the synchronous one, and null counts as absent', async () => {
  const ran: string[] = [];
  {
    await using registry = createRegistry();
    registry.use({
      [Symbol.asyncDispose]: async () => void ran.push('async'),
      [Symbol.dispose]: () => ran.push('never'),
    });
    registry.use({
      [Symbol.asyncDispose]: null,
      [Symbol.dispose]: () => ran.push('sync'),
    } as unknown as Disposable);
  }
  expect(ran).toEqual(['sync', 'async']);
});

test('the method is the one the resource had when it was registered, called on the resource', async () => {
  const registry = createRegistry();
  const calls: unknown[] = [];
  const resource = {
    [Symbol.dispose](this: unknown): void {
      calls.push(this);
    },
  };
  expect(registry.use(resource)).toBe(resource);
  resource[Symbol.dispose] = () => expect.fail('replaced later');
  await registry.dispose();
  expect(calls).toEqual([resource]);
});

test('adopt passes the value and returns it', async () => {
  const registry = createRegistry();
  const closed: string[] = [];
  expect(registry.adopt('file', (value) => closed.push(value))).toBe('file');
  expect(registry.live()[0]?.kind).toBe('adopted');
  await registry.dispose();
  expect(closed).toEqual(['file']);
});
