import { types } from 'node:util';

/** Objects that are looked into, at most, and how deep: a counter must not cost what cloning does. */
const MAX_OBJECTS = 1000;
const MAX_DEPTH = 8;

// Of the count that goes on; here and not in a closure, which would cost more than a small task's
// arguments do.
let bytes = 0;
let objects = 0;
const counted: Set<unknown> = new Set();

/**
 * Bytes of buffers that cloning these values copies. A view copies the whole of its buffer, and a
 * buffer that is there twice is copied once. `moved` are not copied; shared memory never is.
 */
export function copiedBytes(values: readonly unknown[], moved?: readonly unknown[]): number {
  bytes = 0;
  objects = 0;
  if (moved) for (const one of moved) counted.add(one);
  try {
    visitAll(values, 0);
  } catch {
    // A getter threw: it will throw again where the task is sent.
  }
  if (counted.size > 0) counted.clear();
  return bytes;
}

function visitAll(values: readonly unknown[], depth: number): void {
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value === 'object' && value !== null) visit(value, depth);
  }
}

function visit(value: object, depth: number): void {
  objects += 1;
  if (depth > MAX_DEPTH || objects > MAX_OBJECTS) return;
  // Plain objects first: they are what most arguments are.
  if (Object.getPrototypeOf(value) === Object.prototype) visitFields(value, depth);
  else if (Array.isArray(value)) visitAll(value, depth + 1);
  else if (ArrayBuffer.isView(value)) count(value.buffer);
  else if (types.isAnyArrayBuffer(value)) count(value);
  else if (value instanceof Map) value.forEach((item, key) => visitAll([key, item], depth + 1));
  else if (value instanceof Set) visitAll([...value], depth + 1);
  else visitFields(value, depth);
}

function visitFields(value: object, depth: number): void {
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    if (typeof field === 'object' && field !== null) visit(field, depth + 1);
  }
}

function count(buffer: ArrayBufferLike): void {
  if (counted.has(buffer) || !types.isArrayBuffer(buffer)) return;
  counted.add(buffer);
  bytes += buffer.byteLength;
}
