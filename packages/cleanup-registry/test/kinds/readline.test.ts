import { once } from 'node:events';
import readline from 'node:readline';
import promises from 'node:readline/promises';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test.each([
  ['node:readline', readline.createInterface],
  ['node:readline/promises', promises.createInterface],
])('an interface of %s is closed', async (_module, create) => {
  const registry = createRegistry();
  const input = new PassThrough();
  const before = input.listenerCount('end');
  const lines = registry.readline(create({ input }) as readline.Interface);
  expect(input.listenerCount('end')).toBeGreaterThan(before);
  const closed = once(lines, 'close');
  await registry.dispose();
  await closed;
  expect(input.listenerCount('end')).toBe(before);
  expect(registry.size).toBe(0);
});

test('an interface whose input ends leaves', async () => {
  await using registry = createRegistry();
  const input = new PassThrough();
  const lines = registry.readline(readline.createInterface({ input }));
  input.end();
  await once(lines, 'close');
  expect(registry.size).toBe(0);
});
