import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWebSocket, type WebSocketClient } from '../src/attach/web-socket.ts';
import { encodeFrame, FrameDecoder, OPCODE } from '../src/attach/websocket-frames.ts';

/** A frame as a server sends it: not masked. */
function frame(opcode: number, payload: Buffer | string, final = true): Buffer {
  const bytes = Buffer.from(payload);
  const head = Buffer.alloc(bytes.length < 126 ? 2 : bytes.length < 65_536 ? 4 : 10);
  head[0] = (final ? 0x80 : 0) | opcode;
  head[1] = head.length === 2 ? bytes.length : head.length === 4 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(bytes.length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(bytes.length), 2);
  return Buffer.concat([head, bytes]);
}

/** What a client sent, its mask taken off. */
function unmask(bytes: Buffer): { opcode: number; payload: string } {
  const short = bytes[1]! & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  const mask = bytes.subarray(start, start + 4);
  const payload = bytes.subarray(start + 4).map((byte, index) => byte ^ mask[index & 3]!);
  expect(bytes[1]! & 0x80).toBe(0x80);
  return { opcode: bytes[0]! & 0x0f, payload: Buffer.from(payload).toString() };
}

let server: Server;
let accept: (key: string) => string;
let onSocket: (socket: Socket) => void;

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (request: Buffer) => {
      const key = /sec-websocket-key: (.*)\r\n/i.exec(request.toString())![1]!;
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(key)}\r\n\r\n`,
      );
      onSocket(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

interface Opened {
  client: WebSocketClient;
  socket: Socket;
  messages: string[];
  closed: Promise<Error | undefined>;
}

async function open(first?: Buffer): Promise<Opened> {
  accept = (key) =>
    createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const met = new Promise<Socket>((resolve) => {
    onSocket = (socket) => {
      // In one piece with the answer to the handshake.
      if (first) socket.write(first);
      resolve(socket);
    };
  });
  const messages: string[] = [];
  const { port } = server.address() as AddressInfo;
  let ended: (error: Error | undefined) => void;
  const closed = new Promise<Error | undefined>((resolve) => (ended = resolve));
  const client = await openWebSocket(
    new URL(`ws://127.0.0.1:${port}/any`),
    { onMessage: (text) => messages.push(text), onClose: (error) => ended(error) },
    60_000,
  );
  return { client, socket: await met, messages, closed };
}

it('puts messages together wherever the network and the sender cut them', () => {
  const long = 'ä'.repeat(40_000);
  const bytes = Buffer.concat([
    frame(OPCODE.text, 'one'),
    frame(OPCODE.text, 'fr', false),
    frame(OPCODE.ping, 'in between'),
    frame(OPCODE.continuation, '', false),
    frame(OPCODE.continuation, 'agments'),
    frame(OPCODE.text, 'x'.repeat(126)),
    frame(OPCODE.text, long),
    frame(OPCODE.text, ''),
  ]);
  for (const size of [1, 2, 3, 7, 1000, 65_536, bytes.length]) {
    const decoder = new FrameDecoder();
    const messages: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      for (const { opcode, payload } of decoder.write(bytes.subarray(at, at + size))) {
        messages.push(`${opcode} ${payload.toString()}`);
      }
    }
    expect(messages).toEqual([
      '1 one',
      '9 in between',
      '1 fragments',
      `1 ${'x'.repeat(126)}`,
      `1 ${long}`,
      '1 ',
    ]);
  }
});

it.each([
  ['a masked frame', encodeFrame(OPCODE.text, Buffer.from('x'))],
  ['an extension', Buffer.from([0xc1, 0])],
  ['a message inside another', Buffer.concat([frame(1, 'a', false), frame(1, 'b')])],
  ['a continuation of nothing', frame(0, 'a')],
  ['a control frame in fragments', frame(OPCODE.ping, '', false)],
  [
    'a frame of 9007199254740991 bytes',
    Buffer.from([0x81, 127, 0, 31, 255, 255, 255, 255, 255, 255]),
  ],
])('hangs up on %s', async (what, bytes) => {
  const { socket, closed } = await open();
  socket.write(bytes);
  const error = await closed;
  expect(error).toMatchObject({ code: 'ERR_ATTACH_PROTOCOL' });
  expect(error!.message).toContain(what);
});

it('answers a ping, sends masked text, and reads what came with the handshake', async () => {
  const { client, socket, messages, closed } = await open(frame(OPCODE.text, 'early'));
  const ping = once(socket, 'data') as Promise<[Buffer]>;
  socket.write(frame(OPCODE.ping, 'are you there'));
  expect(unmask((await ping)[0])).toEqual({ opcode: OPCODE.pong, payload: 'are you there' });
  for (const text of ['short', 'm'.repeat(200), 'l'.repeat(70_000)]) {
    const parts: Buffer[] = [];
    const whole = new Promise<void>((resolve) => {
      const onData = (part: Buffer): void => {
        parts.push(part);
        if (Buffer.concat(parts).length < text.length + 6) return;
        socket.off('data', onData);
        resolve();
      };
      socket.on('data', onData);
    });
    client.send(text);
    await whole;
    expect(unmask(Buffer.concat(parts))).toEqual({ opcode: OPCODE.text, payload: text });
  }
  expect(messages).toEqual(['early']);
  const goodbye = once(socket, 'data') as Promise<[Buffer]>;
  client.close();
  client.close();
  expect(unmask((await goodbye)[0]).opcode).toBe(OPCODE.close);
  socket.end(frame(OPCODE.close, Buffer.from([3, 232])));
  expect(await closed).toBeUndefined();
});

it('cuts off a server that does not say goodbye', async () => {
  const { client, socket, closed } = await open();
  socket.pause();
  client.close();
  expect(await closed).toBeUndefined();
  socket.destroy();
});

it('tells how a connection was lost', async () => {
  const broken = await open();
  broken.socket.resetAndDestroy();
  expect(await broken.closed).toMatchObject({ code: 'ERR_ATTACH_LOST' });
  const left = await open();
  left.socket.end(frame(OPCODE.close, Buffer.from([3, 232])));
  expect(await left.closed).toMatchObject({ code: 'ERR_ATTACH_LOST' });
});

it('takes nobody for a WebSocket server who is none', async () => {
  accept = () => 'wrong';
  onSocket = () => {};
  const { port } = server.address() as AddressInfo;
  const listener = { onMessage: () => {}, onClose: () => {} };
  await expect(openWebSocket(new URL(`ws://127.0.0.1:${port}/`), listener, 60_000)).rejects.toThrow(
    'is no WebSocket server',
  );
});
