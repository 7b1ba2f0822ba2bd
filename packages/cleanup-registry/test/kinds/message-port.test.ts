import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

const active = (): number =>
  process.getActiveResourcesInfo().filter((type) => type === 'MessagePort').length;

test('an open port is closed, and its other end with it', async () => {
  const before = active();
  const registry = createRegistry({ deadline: Infinity });
  const { port1, port2 } = new MessageChannel();
  registry.port(port1).on('message', () => undefined);
  port2.on('message', () => undefined);
  expect(active()).toBe(before + 2);
  const other = once(port2, 'close');
  await registry.dispose();
  await other;
  expect(active()).toBe(before);
});

test('a port whose other end is closed leaves the registry', async () => {
  await using registry = createRegistry();
  const { port1, port2 } = new MessageChannel();
  registry.port(port1);
  expect(registry.size).toBe(1);
  port2.close();
  await once(port1, 'close');
  expect(registry.size).toBe(0);
});

test('a port that had been closed before does not hold disposal up', async () => {
  const registry = createRegistry({ deadline: Infinity });
  const { port1 } = new MessageChannel();
  port1.close();
  await once(port1, 'close');
  registry.port(port1);
  await registry.dispose();
});
