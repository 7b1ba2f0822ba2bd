import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import type { CleanupError } from '@watertight/cleanup-registry';

const watched = ['http.server.request.start', 'http.server.response.finish'];

async function get(server: http.Server, path = '/'): Promise<http.IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const agent = new http.Agent({ keepAlive: true });
  const [response] = (await once(http.get({ port, path, agent }), 'response')) as [
    http.IncomingMessage,
  ];
  response.resume();
  await once(response, 'end');
  agent.destroy();
  return response;
}

async function listening<T extends net.Server>(server: T): Promise<T> {
  await once(server.listen(0), 'listening');
  return server;
}

test('while one server drains, the connections of another are left alone; then nothing is watched', async () => {
  let finish: () => void = () => undefined;
  const registry = createRegistry();
  const draining = registry.server(
    await listening(http.createServer((_request, response) => (finish = () => response.end()))),
  );
  const requested = once(draining, 'request');
  const answer = get(draining);
  await requested;
  const other = await listening(http.createServer((_request, response) => response.end()));
  const disposal = registry.dispose();
  expect(watched.map((name) => channel(name).hasSubscribers)).toEqual([true, true]);
  expect((await get(other)).headers.connection).toBe('keep-alive');
  finish();
  await answer;
  await disposal;
  expect(watched.map((name) => channel(name).hasSubscribers)).toEqual([false, false]);
  other.close();
});

test('disposal is over when the last connection is closed, not when it is about to be', async () => {
  const registry = createRegistry({ deadline: 20 });
  const server = registry.server(await listening(net.createServer()));
  const accepted = once(server, 'connection');
  const client = net.connect((server.address() as AddressInfo).port);
  client.on('error', () => undefined);
  const [socket] = (await accepted) as [net.Socket];
  let closed = false;
  socket.prependListener('close', () => (closed = true));
  await registry.dispose();
  expect(closed).toBe(true);
});

test('a server that two registries own is watched once', async () => {
  const server = await listening(net.createServer());
  const [first, second] = [createRegistry(), createRegistry()];
  first.server(server);
  const listeners = server.listenerCount('connection');
  second.server(server);
  expect(server.listenerCount('connection')).toBe(listeners);
  await Promise.all([first.dispose(), second.dispose()]);
  expect([server.listening, server.listenerCount('connection')]).toEqual([false, 0]);
});

test('an error of close() is reported', async () => {
  const cause = new Error('cannot');
  class Stubborn extends net.Server {
    override close(done?: (error?: Error) => void): this {
      return super.close(() => done?.(cause));
    }
  }
  const registry = createRegistry();
  registry.server(await listening(new Stubborn()));
  const error = (await registry.dispose().catch((reason: unknown) => reason)) as CleanupError;
  expect(error.errors.map((each) => each.cause)).toEqual([cause]);
});
