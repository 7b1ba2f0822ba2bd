import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

async function connected(
  handler: (stream: http2.ServerHttp2Stream) => void,
): Promise<[http2.Http2Server, http2.ClientHttp2Session]> {
  const server = http2.createServer().on('stream', handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.on('error', () => undefined);
  return [server, client];
}

test('an idle HTTP/2 session is closed at once', async () => {
  const [server, client] = await connected((stream) => stream.end('hi'));
  const registry = createRegistry({ deadline: Infinity });
  registry.server(server as unknown as Server);
  const stream = client.request({ ':path': '/' });
  stream.resume();
  await once(stream, 'close');
  const closed = new Promise((resolve) => client.once('close', resolve));
  await registry.dispose();
  await closed;
  expect(server.listening).toBe(false);
});

test('an HTTP/2 stream in flight is cut at the deadline', async () => {
  const [server, client] = await connected(() => undefined);
  const registry = createRegistry({ deadline: 20 });
  registry.server(server as unknown as Server);
  const opened = once(server, 'stream');
  client.request({ ':path': '/' }).on('error', () => undefined);
  await opened;
  const closed = new Promise((resolve) => client.once('close', resolve));
  await registry.dispose();
  await closed;
  expect(server.listening).toBe(false);
});
