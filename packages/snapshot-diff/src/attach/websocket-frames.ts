import { randomBytes } from 'node:crypto';
import { AttachError } from '../errors.ts';

/** The frames of RFC 6455 that an inspector and its client send each other. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A message, put together from its fragments, or a control frame. */
export interface WebSocketMessage {
  opcode: number;
  payload: Buffer;
}

/** Far above any message of an inspector (1 MiB of snapshot, escaped): what is longer is no inspector. */
const LONGEST = 256 << 20;

/** One masked frame, as a client has to send it (RFC 6455, section 5.3). */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + extra + 4 + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (extra === 0 ? length : extra === 2 ? 126 : 127);
  if (extra === 2) frame.writeUInt16BE(length, 2);
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  const mask = randomBytes(4);
  const start = 2 + extra;
  mask.copy(frame, start);
  for (let index = 0; index < length; index++) {
    frame[start + 4 + index] = payload[index]! ^ mask[index & 3]!;
  }
  return frame;
}

interface Header {
  final: boolean;
  opcode: number;
  length: number;
}

/** Bytes in, whole messages out, wherever the network cut them. */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #buffered = 0;
  #header: Header | undefined;
  /** Of the message that is not complete yet. */
  #fragments: Buffer[] = [];
  #fragmentsLength = 0;
  #opcode: number = OPCODE.continuation;

  /** @throws {AttachError} ERR_ATTACH_PROTOCOL for what no server may send */
  *write(chunk: Buffer): Generator<WebSocketMessage, void, undefined> {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    for (;;) {
      this.#header ??= this.#readHeader();
      if (!this.#header || this.#buffered < this.#header.length) return;
      const { final, opcode, length } = this.#header;
      this.#header = undefined;
      const payload = this.#take(length);
      if (opcode >= OPCODE.close) {
        if (!final) throw broken('a control frame in fragments');
        yield { opcode, payload };
        continue;
      }
      const message = this.#join(final, opcode, payload);
      if (message) yield message;
    }
  }

  #join(final: boolean, opcode: number, payload: Buffer): WebSocketMessage | undefined {
    const inside = this.#opcode !== OPCODE.continuation;
    if (inside !== (opcode === OPCODE.continuation)) {
      throw broken(inside ? 'a message inside another' : 'a continuation of nothing');
    }
    if (!inside) this.#opcode = opcode;
    this.#fragmentsLength += payload.length;
    if (this.#fragmentsLength > LONGEST) throw broken(`a message of over ${LONGEST} bytes`);
    this.#fragments.push(payload);
    if (!final) return undefined;
    const message = {
      opcode: this.#opcode,
      payload: this.#fragments.length === 1 ? payload : Buffer.concat(this.#fragments),
    };
    this.#fragments = [];
    this.#fragmentsLength = 0;
    this.#opcode = OPCODE.continuation;
    return message;
  }

  #readHeader(): Header | undefined {
    if (this.#buffered < 2) return undefined;
    const [first, second] = [this.#peek(0), this.#peek(1)];
    if (first & 0x70) throw broken('a frame with an extension nobody asked for');
    if (second & 0x80) throw broken('a masked frame from a server');
    const short = second & 0x7f;
    const size = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (this.#buffered < size) return undefined;
    let length = short;
    if (size > 2) {
      length = 0;
      for (let index = 2; index < size; index++) length = length * 256 + this.#peek(index);
    }
    if (length > LONGEST) throw broken(`a frame of ${length} bytes`);
    this.#take(size);
    return { final: (first & 0x80) !== 0, opcode: first & 0x0f, length };
  }

  #peek(offset: number): number {
    let rest = offset;
    for (const chunk of this.#chunks) {
      if (rest < chunk.length) return chunk[rest]!;
      rest -= chunk.length;
    }
    throw new RangeError(`byte ${offset} is not buffered`);
  }

  /** No copy where one chunk holds it all; else one, however many chunks there are. */
  #take(length: number): Buffer {
    this.#buffered -= length;
    const taken: Buffer[] = [];
    let index = 0;
    for (let missing = length; missing > 0;) {
      const chunk = this.#chunks[index]!;
      taken.push(chunk.subarray(0, missing));
      if (chunk.length > missing) {
        this.#chunks[index] = chunk.subarray(missing);
        break;
      }
      missing -= chunk.length;
      index++;
    }
    this.#chunks.splice(0, index);
    return taken.length === 1 ? taken[0]! : Buffer.concat(taken);
  }
}

function broken(what: string): AttachError {
  return new AttachError(
    'ERR_ATTACH_PROTOCOL',
    `the other end broke the WebSocket protocol: it sent ${what}`,
  );
}
