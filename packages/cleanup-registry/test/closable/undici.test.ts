import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Agent, Pool } from 'undici';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

/** Counts the connections it has; answers all but `/never`. */
async function startServer(): Promise<{ origin: string; open: Set<Socket>; close(): void }> {
  const open = new Set<Socket>();
  const server = createServer((request, response) => {
    if (request.url !== '/never') response.end('done');
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, open, close: () => void server.close() };
}

const allClosed = async (open: Set<Socket>): Promise<void> => {
  while (open.size > 0) await once([...open][0]!, 'close');
};

test('undici pools and agents close the connections they keep alive', async () => {
  const { origin, open, close } = await startServer();
  const registry = createRegistry();
  const pool = registry.closable(new Pool(origin, { connections: 3 }));
  const agent = registry.closable(new Agent());
  const answers = await Promise.all(
    [1, 2, 3, 4].map((each) =>
      each < 4
        ? pool.request({ path: '/', method: 'GET' })
        : agent.request({ origin, path: '/', method: 'GET' }),
    ),
  );
  for (const { body } of answers) expect(await body.text()).toBe('done');
  expect(open.size).toBe(4);
  await registry.dispose();
  await allClosed(open);
  expect([pool.closed, agent.closed]).toEqual([true, true]);
  close();
});

test('an undici pool with a request that is never answered is destroyed at the deadline', async () => {
  const { origin, open, close } = await startServer();
  const registry = createRegistry({ deadline: 50 });
  const pool = registry.closable(new Pool(origin, { connections: 1 }));
  const outcome = pool
    .request({ path: '/never', method: 'GET' })
    .catch((error: Error) => error.name);
  while (open.size === 0) await new Promise((resolve) => setImmediate(resolve));
  await registry.dispose();
  expect(await outcome).toBe('ClientDestroyedError');
  await allClosed(open);
  expect(pool.destroyed).toBe(true);
  close();
});
