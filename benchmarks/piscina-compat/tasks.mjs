import { createHash } from 'node:crypto';
import { move } from 'piscina';

export default ({ a, b }) => a + b;

export function fill({ buffer, i }) {
  const bytes = new Uint8Array(buffer);
  bytes[0] = i;
  return move(bytes);
}

const zeroes = Buffer.alloc(2 ** 20);

export const hash = (bytes) => createHash('sha256').update(zeroes.subarray(0, bytes)).digest('hex');
