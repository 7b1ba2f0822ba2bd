import { once } from 'node:events';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import { expect, test } from 'vitest';
import { DashboardServer } from '../src/dashboard/http/server.ts';
import { RequestError } from '../src/dashboard/http/read-json.ts';

/** A server on a port of its own, and what was asked of it. */
async function start(
  registry: Registry,
  state = (): string => '{"is":"state"}',
): Promise<{ server: DashboardServer; asked: unknown[] }> {
  const asked: unknown[] = [];
  const server = new DashboardServer({
    assets: { '/': { type: 'text/html; charset=utf-8', body: '<!doctype html>' } },
    actions: {
      '/switch': async (body) => {
        if (body['leak'] === 'unknown') throw new RequestError(400, 'no such leak');
        asked.push(body);
      },
    },
    state,
  });
  const listening = once(server.http.listen(0, '127.0.0.1'), 'listening');
  registry.server(server.http);
  registry.use(server);
  await listening;
  return { server, asked };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** By node:http, not fetch: that would not let Host and Origin be chosen. */
async function ask(
  { port }: DashboardServer,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body?: string,
): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

const post = (server: DashboardServer, body: string, more: OutgoingHttpHeaders = {}) =>
  ask(
    server,
    'POST',
    '/switch',
    {
      origin: `http://127.0.0.1:${server.port}`,
      'content-type': 'application/json',
      ...more,
    },
    body,
  );

/** The stream of events, read one by one. */
class Stream {
  readonly response: IncomingMessage;
  #text = '';
  #grown: () => void = () => {};

  constructor(response: IncomingMessage) {
    this.response = response.setEncoding('utf8');
    response.on('data', (text: string) => {
      this.#text += text;
      this.#grown();
    });
  }

  static async open({ port }: DashboardServer, headers: OutgoingHttpHeaders = {}): Promise<Stream> {
    const sent = request({ host: '127.0.0.1', port, path: '/events', headers, agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return new Stream(response);
  }

  /** The next event; comments and the retry time are passed over. */
  async next(): Promise<{ id: string; data: string }> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end < 0) {
        await new Promise<void>((resolve) => (this.#grown = resolve));
        continue;
      }
      const lines = this.#text.slice(0, end).split('\n');
      this.#text = this.#text.slice(end + 2);
      const field = (name: string): string | undefined =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      if (data !== undefined) return { id: field('id') ?? '', data };
    }
  }
}

test('serves the page with a policy that allows its own files only', async () => {
  await using registry = createRegistry();
  const { server } = await start(registry);
  const { status, headers, text } = await ask(server, 'GET', '/');
  expect([status, text]).toEqual([200, '<!doctype html>']);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  const policy = headers['content-security-policy'];
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).not.toMatch(/unsafe|\*|data:|http/);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(await ask(server, 'HEAD', '/')).toMatchObject({ status: 200, text: '' });
});

test.each(['/nothing', '/constructor', '/../package.json', '/page.js/..'])(
  'has no %s',
  async (path) => {
    await using registry = createRegistry();
    const { server } = await start(registry);
    expect((await ask(server, 'GET', path)).status).toBe(404);
  },
);

test('refuses other hosts and origins, whatever they ask for', async () => {
  await using registry = createRegistry();
  const { server, asked } = await start(registry);
  const evil = { host: `evil.example:${server.port}` };
  expect((await ask(server, 'GET', '/', evil)).status).toBe(403);
  expect((await ask(server, 'GET', '/events', { origin: 'http://evil.example' })).status).toBe(403);
  expect((await post(server, '{}', { origin: 'http://evil.example' })).status).toBe(403);
  expect((await post(server, '{}', evil)).status).toBe(403);
  expect((await post(server, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
  expect(asked).toEqual([]);
  expect(server.subscribers).toBe(0);
});

test('a GET changes nothing', async () => {
  await using registry = createRegistry();
  const { server, asked } = await start(registry);
  const answer = await ask(server, 'GET', '/switch?leak=results-kept&on=true');
  expect(answer.status).toBe(405);
  expect(asked).toEqual([]);
});

test('a POST of the page does what it asks for', async () => {
  await using registry = createRegistry();
  const { server, asked } = await start(registry);
  const answer = await post(server, '{"leak":"results-kept","on":true}');
  expect(answer).toMatchObject({ status: 204, text: '' });
  expect(asked).toEqual([{ leak: 'results-kept', on: true }]);
});

test.each([
  ['no JSON', '{', 400, /is not JSON: "\{"/],
  ['no object', '[1]', 400, /expected a JSON object/],
  ['null', 'null', 400, /the body is null/],
  ['too much', JSON.stringify('x'.repeat(5000)), 413, /longer than 4096/],
  ['what cannot be done', '{"leak":"unknown"}', 400, /no such leak/],
])('a POST of %s is told what is wrong', async (_, body, status, message) => {
  await using registry = createRegistry();
  const { server, asked } = await start(registry);
  const answer = await post(server, body);
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(message);
  expect(asked).toEqual([]);
});

test('a stream begins with the whole state and goes on with the events', async () => {
  await using registry = createRegistry();
  const { server } = await start(registry);
  server.publish('"before"');
  const stream = await Stream.open(server);
  expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect((await stream.next()).data).toBe('{"is":"state"}');
  server.publish('"first"');
  server.publish('"second"');
  expect((await stream.next()).data).toBe('"first"');
  expect((await stream.next()).data).toBe('"second"');
});

test('a page that comes back gets what it missed, once', async () => {
  await using registry = createRegistry();
  const { server } = await start(registry);
  server.publish('"one"');
  const { id } = await (await Stream.open(server)).next();
  server.publish('"two"');
  server.publish('"three"');
  const again = await Stream.open(server, { 'last-event-id': id });
  expect((await again.next()).data).toBe('"two"');
  expect((await again.next()).data).toBe('"three"');
  server.publish('"four"');
  expect((await again.next()).data).toBe('"four"');
});

test('a page that was away too long, or knew another server, gets the whole state', async () => {
  await using registry = createRegistry();
  const { server } = await start(registry);
  server.publish('"one"');
  const { id } = await (await Stream.open(server)).next();
  for (let event = 0; event < 1000; event++) server.publish(`${event}`);
  for (const name of [id, 'another.1', 'nonsense']) {
    const stream = await Stream.open(server, { 'last-event-id': name });
    expect((await stream.next()).data).toBe('{"is":"state"}');
    server.publish('"next"');
    expect((await stream.next()).data).toBe('"next"');
  }
});

test('a page that reads slowly costs no memory, and catches up in the end', async () => {
  await using registry = createRegistry();
  let published = 0;
  const { server } = await start(registry, () => `the state after ${published}.`);
  const slow = connect(server.port, '127.0.0.1');
  registry.socket(slow);
  await once(slow, 'connect');
  slow.pause();
  slow.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
  // Another one keeps up, and shows when the server has the slow one.
  const quick = await Stream.open(server);
  await quick.next();
  while (server.subscribers < 2) await ask(server, 'GET', '/');
  const event = JSON.stringify('x'.repeat(64 * 1024));
  const events = 3000;
  for (; published < events; published++) {
    server.publish(event);
    // The quick one reads each, so the loop has turns enough to write to both.
    await quick.next();
  }
  // 190 MB were published; the connection holds what the kernel buffers, the server one event more.
  let bytes = 0;
  let tail = '';
  for await (const chunk of slow.setEncoding('latin1')) {
    bytes += (chunk as string).length;
    tail = (tail + (chunk as string)).slice(-4096);
    if (tail.includes(`the state after ${events}.`)) break;
  }
  expect(bytes).toBeLessThan((events * event.length) / 3);
});

test('more pages than it has room for are turned away', async () => {
  await using registry = createRegistry();
  const { server } = await start(registry);
  for (let page = 0; page < 32; page++) await Stream.open(server);
  expect(server.subscribers).toBe(32);
  expect((await ask(server, 'GET', '/events')).status).toBe(503);
});

test('open streams do not hold up the end; nothing is left of them', async () => {
  const registry = createRegistry({ deadline: 30_000 });
  const { server } = await start(registry);
  const { port } = server;
  const stream = await Stream.open(server);
  await stream.next();
  const ended = once(stream.response, 'end');
  await registry.dispose();
  await ended;
  server.publish('"too late"');
  expect(server.subscribers).toBe(0);
  const refused = connect(port, '127.0.0.1');
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});

test('a page that goes away is forgotten', async () => {
  await using registry = createRegistry();
  const { server } = await start(registry);
  const stream = await Stream.open(server);
  await stream.next();
  stream.response.socket.destroy();
  // Each request gives the server turns of its loop in which it sees the end of that connection.
  while (server.subscribers > 0) await ask(server, 'GET', '/');
  server.publish('"for nobody"');
  expect(server.subscribers).toBe(0);
});
