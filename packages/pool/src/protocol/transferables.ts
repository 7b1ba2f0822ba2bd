import { types } from 'node:util';
import { MessagePort, type Transferable } from 'node:worker_threads';

/** Objects that are looked into, at most: a larger result is copied as it is. */
const MAX_OBJECTS = 10_000;

/** What a result gives away. */
export interface Parcel {
  readonly transfer: readonly Transferable[];
  readonly bytes: number;
}

/** A buffer that was given away before is in the result. */
class DetachedError extends TypeError {
  override name = 'DetachedError';
}

/**
 * Finds what can be moved in a result, at any depth: buffers, typed arrays that cover their
 * buffer, ports and streams. A view of a part of a buffer is left to be copied, because moving
 * would take the rest away from whoever else looks at it (Node.js keeps small Buffers in one).
 * @throws DetachedError
 */
export function parcelOf(value: unknown, onCopied?: (bytes: number) => void): Parcel | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: Set<Transferable> = new Set();
  const parts: Set<ArrayBuffer> = new Set();
  const seen: Set<object> = new Set([value]);
  const visit = (one: unknown): void => {
    if (typeof one === 'object' && one !== null) seen.add(one);
  };
  // A set goes on with what is added while it is iterated.
  for (const object of seen) {
    if (seen.size > MAX_OBJECTS) return undefined;
    const buffer = bufferOf(object);
    if (buffer) {
      if (isDetached(buffer)) throw new DetachedError(GIVEN_AWAY);
      found.add(buffer);
    } else if (ArrayBuffer.isView(object)) {
      if (isDetached(object.buffer)) throw new DetachedError(GIVEN_AWAY);
      if (types.isArrayBuffer(object.buffer)) parts.add(object.buffer);
    } else if (isPortOrStream(object)) {
      found.add(object as MessagePort);
    } else if (Array.isArray(object)) {
      object.forEach(visit);
    } else if (types.isMap(object)) {
      object.forEach((item, key) => {
        visit(key);
        visit(item);
      });
    } else if (types.isSet(object)) {
      object.forEach(visit);
    } else {
      for (const key of Object.keys(object)) visit((object as Record<string, unknown>)[key]);
    }
  }
  // Cloning a view copies the whole of its buffer.
  for (const part of parts) if (!found.has(part)) onCopied?.(part.byteLength);
  if (found.size === 0) return undefined;
  const transfer = [...found];
  return { transfer, bytes: bytesOf(transfer) };
}

const GIVEN_AWAY =
  'it holds a buffer that an earlier result gave away. A task gives away the buffers that it returns: return a copy (buffer.slice()) of one that it keeps, or create the pool with moveResults: false';

function bufferOf(object: object): ArrayBuffer | undefined {
  if (types.isArrayBuffer(object)) return object;
  if (!ArrayBuffer.isView(object)) return undefined;
  const { buffer, byteLength } = object;
  if (!types.isArrayBuffer(buffer) || byteLength === 0) return undefined;
  return buffer.byteLength === byteLength ? buffer : undefined;
}

function isPortOrStream(object: object): boolean {
  return (
    object instanceof MessagePort ||
    object instanceof ReadableStream ||
    object instanceof WritableStream ||
    object instanceof TransformStream
  );
}

export function isDetached(value: unknown): boolean {
  if (!types.isArrayBuffer(value) || value.byteLength > 0) return false;
  try {
    // `detached` itself exists from Node.js 21 on.
    return new Uint8Array(value).length > 0;
  } catch {
    return true;
  }
}

/** Bytes of the buffers in a transfer list; after it was sent, of those that did not move. */
export function bytesOf(transfer: readonly Transferable[]): number {
  let bytes = 0;
  for (const one of transfer) if (types.isArrayBuffer(one)) bytes += one.byteLength;
  return bytes;
}
