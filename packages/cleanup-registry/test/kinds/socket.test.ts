import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

async function pair(allowHalfOpen: boolean): Promise<[net.Socket, net.Socket, net.Server]> {
  const server = net.createServer({ allowHalfOpen }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [net.Socket];
  return [client, accepted, server];
}

test('a socket is ended after its data has gone out', async () => {
  await using owner = createRegistry({ name: 'peer' });
  const [client, accepted, server] = await pair(false);
  owner.server(server);
  const registry = createRegistry({ deadline: Infinity });
  registry.socket(client);
  client.write('the last words');
  const received = accepted.toArray();
  await registry.dispose();
  expect(Buffer.concat((await received) as Buffer[]).toString()).toBe('the last words');
  expect(client.destroyed).toBe(true);
});

test('a socket whose peer does not hang up is destroyed at the deadline', async () => {
  await using owner = createRegistry({ name: 'peer', deadline: 10 });
  const [client, accepted, server] = await pair(true);
  owner.server(server);
  accepted.resume();
  const registry = createRegistry({ deadline: 10 });
  registry.socket(client);
  await registry.dispose();
  expect(client.destroyed).toBe(true);
});
