import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

async function listening<T extends net.Server>(server: T): Promise<T> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const portOf = (server: net.Server): number => (server.address() as AddressInfo).port;

const connections = (server: net.Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });

async function connect(server: net.Server, greeting = ''): Promise<net.Socket> {
  const socket = net.connect(portOf(server), '127.0.0.1');
  // A destroyed peer resets the connection.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (greeting) socket.write(greeting);
  return socket;
}

/** Not `once`, which rejects on the reset that a destroyed connection may end with. */
const closeOf = (socket: net.Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

const sockets = (): number =>
  process.getActiveResourcesInfo().filter((type) => type.startsWith('TCP')).length;

/** A handle is counted for some turns of the loop after its 'close' event. */
async function socketsLeft(): Promise<number> {
  for (let turn = 0; turn < 100 && sockets() > 0; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sockets();
}

test('idle keep-alive connections are closed at once', async () => {
  const registry = createRegistry({ deadline: Infinity });
  const server = registry.server(
    await listening(http.createServer((_request, response) => response.end('hi'))),
  );
  const agent = new http.Agent({ keepAlive: true });
  const response = (await once(http.get({ port: portOf(server), agent }), 'response')) as [
    http.IncomingMessage,
  ];
  response[0].resume();
  await once(response[0], 'end');
  expect(await connections(server)).toBe(1);
  await registry.dispose();
  expect([server.listening, await connections(server)]).toEqual([false, 0]);
  agent.destroy();
});

test('a request in flight may finish, and its keep-alive connection is closed then', async () => {
  const registry = createRegistry({ deadline: Infinity });
  let answer!: () => void;
  const server = registry.server(
    await listening(
      http.createServer((_request, response) => (answer = () => response.end('done'))),
    ),
  );
  const agent = new http.Agent({ keepAlive: true });
  const request = http.get({ port: portOf(server), agent });
  await once(server, 'request');
  const disposal = registry.dispose();
  let over = false;
  void disposal.then(() => (over = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect([over, server.listening]).toEqual([false, false]);
  answer();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const chunks = await response.toArray();
  expect(Buffer.concat(chunks as Buffer[]).toString()).toBe('done');
  await disposal;
  agent.destroy();
});

const waiting: [string, () => net.Server, string][] = [
  [
    'an active request',
    () => http.createServer(() => undefined),
    'GET / HTTP/1.1\r\nhost: x\r\n\r\n',
  ],
  ['half a request', () => http.createServer(() => undefined), 'GET / HT'],
  ['a raw socket', () => net.createServer(() => undefined), 'hello'],
  [
    'an upgraded socket',
    () =>
      http
        .createServer()
        .on(
          'upgrade',
          (_request, socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
        ),
    'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  ],
];

test.each(waiting)('%s is destroyed at the deadline', async (_sort, create, greeting) => {
  const registry = createRegistry();
  const server = registry.server(await listening(create()), { deadline: 20 });
  const connected = once(server, 'connection');
  const client = await connect(server, greeting);
  await connected;
  if (greeting.includes('upgrade')) await once(client, 'data');
  expect(registry.live()[0]?.name).toContain('1 connections');
  const closed = closeOf(client);
  await registry.dispose();
  await closed;
  expect([server.listening, await connections(server)]).toEqual([false, 0]);
  expect(server.listenerCount('connection')).toBe(1);
  expect(await socketsLeft()).toBe(0);
});

test('connections made before the server was registered are owned too', async () => {
  const server = await listening(net.createServer(() => undefined));
  const accepted = once(server, 'connection');
  const client = await connect(server);
  await accepted;
  const registry = createRegistry({ deadline: 10 });
  registry.server(server);
  const closed = closeOf(client);
  await registry.dispose();
  await closed;
  expect(await connections(server)).toBe(0);
});

test('a server closed by its user leaves the registry', async () => {
  await using registry = createRegistry();
  const server = registry.server(await listening(net.createServer()));
  const listeners = server.listenerCount('connection');
  server.close();
  await once(server, 'close');
  expect([registry.size, server.listenerCount('close')]).toEqual([0, 0]);
  expect(server.listenerCount('connection')).toBe(listeners - 1);
});

test('a server that was never started, or is being closed already, is no error', async () => {
  const registry = createRegistry({ deadline: 10 });
  registry.server(http.createServer());
  const closing = registry.server(await listening(net.createServer(() => undefined)));
  const accepted = once(closing, 'connection');
  await connect(closing);
  await accepted;
  closing.close();
  await registry.dispose();
  expect(closing.listening).toBe(false);
});
