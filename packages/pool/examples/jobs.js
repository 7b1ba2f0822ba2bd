// The task module of the examples beside it.
let attempts = 0;

/** Fails twice, then works. */
export function flaky() {
  attempts += 1;
  if (attempts < 3) throw new Error(`attempt ${attempts}`);
  return `done at attempt ${attempts}`;
}

export function echo(value) {
  return value;
}

export function square(n) {
  return n * n;
}

/** Counts its runs in this worker. */
export function count() {
  attempts += 1;
  return attempts;
}

export function grey(pixels) {
  for (let i = 0; i < pixels.length; i += 1) pixels[i] >>= 1;
  return pixels;
}

export function busy(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
