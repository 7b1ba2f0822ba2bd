import { createHash } from 'node:crypto';

// The tasks of every pool: as named exports, and for pools that want one function, by default.
export function add({ a, b }) {
  return a + b;
}

const data = Buffer.alloc(8 * 2 ** 20, 'watertight');

/** Native work, so that no compiler's mood counts. */
export function hash({ bytes }) {
  return createHash('sha256').update(data.subarray(0, bytes)).digest('base64');
}

export function sleepBusy({ ms }) {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return ms;
}

/** A new buffer, returned as anybody would return it. */
export function makeBuffer({ bytes }) {
  const buffer = new ArrayBuffer(bytes);
  new Uint8Array(buffer)[0] = 1;
  return buffer;
}
