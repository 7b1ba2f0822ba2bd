/**
 * Room for `count` entries as promised by a header that may lie: never more at the start than the
 * file can hold, doubled when it proves too small.
 */
export function grown<T extends Uint32Array | Uint8Array | Float64Array>(
  array: T,
  needed: number,
): T {
  if (needed <= array.length) return array;
  const constructor = array.constructor as new (length: number) => T;
  const larger = new constructor(Math.max(needed, Math.ceil(array.length * 1.6)));
  larger.set(array);
  return larger;
}

/** Cuts to length; keeps the buffer when it fits exactly. */
export function trimmed<T extends Uint32Array | Uint8Array | Float64Array>(
  array: T,
  length: number,
): T {
  return array.length === length ? array : (array.slice(0, length) as T);
}
