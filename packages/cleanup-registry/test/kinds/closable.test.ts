import { EventEmitter, once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { createRegistry, InvalidArgumentError } from '@watertight/cleanup-registry';
import type { CleanupError } from '@watertight/cleanup-registry';

class Client extends EventEmitter {
  readonly calls: string[] = [];
  quit = async (): Promise<void> => void this.calls.push('quit');
  disconnect = (): void => void this.calls.push('disconnect');
  destroy = (): void => void this.calls.push('destroy');
}

test('the gentlest method there is, or the one asked for, closes it', async () => {
  const [gentle, told] = [new Client(), new Client()];
  const registry = createRegistry();
  expect(registry.closable(gentle)).toBe(gentle);
  registry.closable(told, { method: 'disconnect' });
  expect(registry.live().map(({ kind, name }) => [kind, name])).toEqual([
    ['closable', 'Client'],
    ['closable', 'Client'],
  ]);
  await registry.dispose();
  expect([gentle.calls, told.calls]).toEqual([['quit'], ['disconnect']]);
});

test('one that does not end in time is destroyed, and named when that does not help', async () => {
  const client = new Client();
  client.quit = () => new Promise(() => undefined);
  const registry = createRegistry({ deadline: 5 });
  registry.closable(client, { name: 'cache' });
  const error = (await registry.dispose().catch((reason: unknown) => reason)) as CleanupError;
  expect(client.calls).toEqual(['destroy']);
  expect(error.errors.map(({ code, resource }) => [code, resource])).toEqual([
    ['CLEANUP_DEADLINE', 'cache'],
  ]);
});

test('a method with a callback is waited for, and its error reported', async () => {
  const server = net.createServer().listen(0);
  await once(server, 'listening');
  const registry = createRegistry();
  registry.closable(server, { method: 'close', callback: true });
  await registry.dispose();
  expect(server.listening).toBe(false);
  const again = createRegistry();
  again.closable(server, { method: 'close', callback: true });
  const error = (await again.dispose().catch((reason: unknown) => reason)) as CleanupError;
  expect(error.errors[0]?.cause).toMatchObject({ code: 'ERR_SERVER_NOT_RUNNING' });
});

test('what has no such method is refused', () => {
  const registry = createRegistry();
  expect(() => registry.closable({})).toThrow(InvalidArgumentError);
  expect(() => registry.closable(new Client(), { method: 'stop' })).toThrow(InvalidArgumentError);
});
