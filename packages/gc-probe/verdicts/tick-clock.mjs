/**
 * Has `performance.now()` of this thread tell the time by pieces of work done: a busy machine then
 * changes neither the load nor the settle windows, and an idle one needs no waiting. Collections
 * stay V8's own, and real. All threads share one clock, a `Float64Array` of milliseconds since 1970.
 */
export function followTicks(clock) {
  performance.now = () => clock[0] - performance.timeOrigin;
}

/** A clock that begins now. */
export function tickClock() {
  const clock = new Float64Array(new SharedArrayBuffer(8));
  clock[0] = performance.timeOrigin + performance.now();
  return clock;
}
