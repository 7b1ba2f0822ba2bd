import { createHash, randomBytes } from 'node:crypto';
import type { request as Request } from 'node:http';
import type { Socket } from 'node:net';
import { AttachError } from '../errors.ts';
import { encodeFrame, FrameDecoder, OPCODE } from './websocket-frames.ts';

/** Node.js 20 has no WebSocket of its own; this one does what an inspector needs, and no more. */
export interface WebSocketClient {
  send(text: string): void;
  /** Says goodbye and closes; a peer that does not answer is cut off. Idempotent. */
  close(): void;
  /** Nothing more is read until `resume()`: what comes then stays with the sender. */
  pause(): void;
  resume(): void;
}

export interface WebSocketListener {
  onMessage(text: string): void;
  /** Once, however it ended; with no error after a `close()` of ours. */
  onClose(error?: Error): void;
}

/** Time for the other end to answer a goodbye, in milliseconds. */
const GOODBYE = 1000;
const NORMAL_CLOSURE = Buffer.from([1000 >> 8, 1000 & 255]);
/** RFC 6455, section 1.3. */
const KEY_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * Opens a WebSocket. Messages may come before the promise is settled: the listener is there first.
 * @throws {AttachError} ERR_ATTACH_PROTOCOL, ERR_ATTACH_LOST or ERR_ATTACH_TIMEOUT
 */
export async function openWebSocket(
  url: URL,
  listener: WebSocketListener,
  timeout: number,
): Promise<WebSocketClient> {
  // Only now: on Node.js 24 it takes 30 ms, and most who read snapshots attach to nothing.
  const { request } = await import('node:http');
  const { socket, head } = await upgrade(request, url, timeout);
  return new Client(socket, head, listener);
}

function upgrade(
  request: typeof Request,
  url: URL,
  timeout: number,
): Promise<{ socket: Socket; head: Buffer }> {
  const key = randomBytes(16).toString('base64');
  return new Promise((resolve, reject) => {
    const asking = request({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || 80,
      path: `${url.pathname}${url.search}`,
      agent: false,
      headers: {
        host: url.host,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': key,
        'sec-websocket-version': '13',
      },
    });
    const fail = (error: AttachError): void => {
      clearTimeout(timer);
      asking.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      fail(new AttachError('ERR_ATTACH_TIMEOUT', `${url.host} did not answer in ${timeout} ms`));
    }, timeout);
    asking.on('error', (cause) => {
      const message = `cannot connect to ${url.host}: ${cause.message}`;
      fail(new AttachError('ERR_ATTACH_LOST', message, { cause }));
    });
    asking.on('response', ({ statusCode }) => {
      const message = `${url.host} answered ${statusCode} and opened no WebSocket`;
      fail(new AttachError('ERR_ATTACH_PROTOCOL', message));
    });
    asking.on('upgrade', (response, socket: Socket, head: Buffer) => {
      const expected = createHash('sha1').update(`${key}${KEY_SUFFIX}`).digest('base64');
      if (response.headers['sec-websocket-accept'] !== expected) {
        socket.destroy();
        fail(new AttachError('ERR_ATTACH_PROTOCOL', `${url.host} is no WebSocket server`));
        return;
      }
      clearTimeout(timer);
      resolve({ socket, head });
    });
    asking.end();
  });
}

class Client implements WebSocketClient {
  readonly #socket: Socket;
  readonly #listener: WebSocketListener;
  readonly #decoder = new FrameDecoder();
  #closing = false;
  #error: Error | undefined;
  #goodbye: NodeJS.Timeout | undefined;

  constructor(socket: Socket, head: Buffer, listener: WebSocketListener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.setNoDelay(true);
    socket.setTimeout(0);
    socket.on('error', (error) => (this.#error ??= error));
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      clearTimeout(this.#goodbye);
      listener.onClose(this.#closing ? undefined : this.#ended());
    });
    if (head.length > 0) socket.unshift(head);
  }

  send(text: string): void {
    if (!this.#closing) this.#socket.write(encodeFrame(OPCODE.text, Buffer.from(text)));
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#socket.resume();
    this.#socket.end(encodeFrame(OPCODE.close, NORMAL_CLOSURE));
    this.#goodbye = setTimeout(() => this.#socket.destroy(), GOODBYE);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  #read(chunk: Buffer): void {
    try {
      for (const { opcode, payload } of this.#decoder.write(chunk)) {
        if (opcode === OPCODE.text) this.#listener.onMessage(payload.toString('utf8'));
        else if (opcode === OPCODE.ping) this.#socket.write(encodeFrame(OPCODE.pong, payload));
        else if (opcode === OPCODE.close && !this.#closing) {
          this.#socket.end(encodeFrame(OPCODE.close, payload.subarray(0, 2)));
        }
      }
    } catch (error) {
      this.#error ??= error as Error;
      this.#socket.destroy();
    }
  }

  #ended(): AttachError {
    if (this.#error instanceof AttachError) return this.#error;
    return new AttachError('ERR_ATTACH_LOST', 'the inspector closed the connection', {
      cause: this.#error,
    });
  }
}
