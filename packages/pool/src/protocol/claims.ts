/**
 * The table that main thread and worker share: who may have a task.
 *
 * Each task that was sent has a word, found by its id. The word holds `id` while the task may
 * still be claimed by the worker or taken back by the pool, and `-id` once the worker has begun
 * it. Both move it by compare-and-swap, so exactly one of them gets it. Storing the id and not a
 * flag is the generation: an entry that was taken back and is still unread in the worker's
 * message cannot claim the task which now has its slot.
 *
 * A second word beside it holds when the task was begun, in milliseconds of the shared monotonic
 * clock; it is written only for tasks with FLUSH_FIRST, which are those that can be killed alone.
 * A third tells that the running task has looked at its signal or deferred something.
 */
export const SLOTS = 1024;
const MASK = SLOTS - 1;
const MOVED_AT = SLOTS * 3 * Int32Array.BYTES_PER_ELEMENT;
/** Index of the word that says who decided first: 1 `init` runs, 2 it will not. */
const INIT = MOVED_AT / Int32Array.BYTES_PER_ELEMENT + 4;
/** Index of the word that counts who holds the isolate; see `isolate-hold.ts`. */
export const HOLDS: number = INIT + 1;
const MAX_ID = 0x7fff_ffff;

/** Where the times begin; see `timings.ts`. */
const TIMES_AT = (INIT + 2) * Int32Array.BYTES_PER_ELEMENT;
/** A time for each slot, and two histograms. */
const TIMES = SLOTS + 1200;

export function createWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(TIMES_AT + TIMES * Float64Array.BYTES_PER_ELEMENT));
}

export function timesOf(words: Int32Array, length: number): Float64Array {
  return new Float64Array(words.buffer, TIMES_AT, length);
}

/** Worker: false when the thread is to end, and need not be initialized. */
export function mayInit(words: Int32Array): boolean {
  return Atomics.compareExchange(words, INIT, 0, 1) === 0;
}

/** Pool: true when `init` of the module will not be run; false when it runs or has. */
export function preventInit(words: Int32Array): boolean {
  return Atomics.compareExchange(words, INIT, 0, 2) !== 1;
}

/** Two numbers, counted up by the worker alone: bytes of results that were moved, and copied. */
export function resultBytes(words: Int32Array): Float64Array {
  return new Float64Array(words.buffer, MOVED_AT, 2);
}

export function slotOf(id: number): number {
  return id & MASK;
}

export function nextId(id: number): number {
  return id === MAX_ID ? 1 : id + 1;
}

/** Pool: offers a task to the worker. */
export function offer(words: Int32Array, id: number): void {
  Atomics.store(words, id & MASK, id);
}

/** Worker: true when the task is now the worker's. */
export function claim(words: Int32Array, id: number): boolean {
  const slot = id & MASK;
  return Atomics.compareExchange(words, slot, id, -id) === id;
}

/** Pool: true when the task had not begun and now will not. */
export function takeBack(words: Int32Array, id: number): boolean {
  const slot = id & MASK;
  return Atomics.compareExchange(words, slot, id, 0) === id;
}

export function hasBegun(words: Int32Array, id: number): boolean {
  return Atomics.load(words, id & MASK) === -id;
}

/** Worker: the running task can be asked to stop, and has reason to be asked. */
export function markStoppable(words: Int32Array, id: number): void {
  Atomics.store(words, SLOTS * 2 + (id & MASK), id);
}

export function isStoppable(words: Int32Array, id: number): boolean {
  return Atomics.load(words, SLOTS * 2 + (id & MASK)) === id;
}

/** Pool: asks a running task to stop; it no longer finds itself begun. */
export function stopTask(words: Int32Array, id: number): void {
  Atomics.store(words, id & MASK, 0);
}

export function writeStart(words: Int32Array, id: number, ms: number): void {
  Atomics.store(words, SLOTS + (id & MASK), ms | 0);
}

/** Milliseconds since the task was begun, right across the wrap of 32 bits. */
export function elapsed(words: Int32Array, id: number, nowMs: number): number {
  return ((nowMs | 0) - Atomics.load(words, SLOTS + (id & MASK))) | 0;
}

/**
 * Milliseconds on a clock that all threads share. `performance.now()` starts at zero in each
 * thread, and `timeOrigin` follows the wall clock, which can be set while a thread starts.
 */
export function sharedClock(): () => number {
  const [seconds, nanoseconds] = process.hrtime();
  const offset = (seconds % 1_000_000) * 1000 + nanoseconds / 1e6 - performance.now();
  return () => offset + performance.now();
}
