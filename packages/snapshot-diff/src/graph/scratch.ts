const ROUND = 65_536;

/** Buffers that a pass has done with. The garbage collector may have them, if it comes first. */
let free: WeakRef<ArrayBuffer>[] = [];

/**
 * Work memory of a pass over the graph. V8 frees a typed array only when it collects garbage, which may
 * be long after: without this the peak would be the sum of all passes instead of the largest.
 *
 * @param words - 32-bit words, all 0
 */
export function takeScratch(words: number): Uint32Array {
  // Passes need a few words more or less than one a node: in round sizes they fit each other.
  const bytes = Math.ceil((words * 4) / ROUND) * ROUND;
  let best: ArrayBuffer | undefined;
  const alive: WeakRef<ArrayBuffer>[] = [];
  for (const ref of free) {
    const buffer = ref.deref();
    if (!buffer) continue;
    alive.push(ref);
    // Much too large a buffer would be missed by the one who needs it.
    if (buffer.byteLength < bytes || buffer.byteLength > bytes * 1.5 + 1024) continue;
    if (!best || buffer.byteLength < best.byteLength) best = buffer;
  }
  free = alive.filter((ref) => ref.deref() !== best);
  return best
    ? new Uint32Array(best, 0, words).fill(0)
    : new Uint32Array(new ArrayBuffer(bytes), 0, words);
}

/** Hands work memory back. Nobody may use the array, or another on its buffer, from here on. */
export function giveScratch(...arrays: readonly (Uint32Array | Uint8Array)[]): void {
  for (const { buffer } of arrays) free.push(new WeakRef(buffer as ArrayBuffer));
}
