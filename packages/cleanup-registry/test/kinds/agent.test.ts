import { once } from 'node:events';
import http from 'node:http';
import type { Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

test('the idle sockets of an agent are closed', async () => {
  await using owner = createRegistry({ name: 'server' });
  const server = owner.server(
    http.createServer((_request, response) => response.end()).listen(0, '127.0.0.1'),
  );
  await once(server, 'listening');
  const registry = createRegistry();
  const agent = registry.agent(new http.Agent({ keepAlive: true }));
  const { port } = server.address() as AddressInfo;
  const request = http.get({ port, agent });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  await once(agent, 'free');
  await new Promise((resolve) => setImmediate(resolve));
  const idle = Object.values(agent.freeSockets).flat() as Socket[];
  expect(idle).toHaveLength(1);
  await registry.dispose();
  expect(idle[0]?.destroyed).toBe(true);
});
