/** Captures the stack above `from`, unformatted. */
export function capture(from: (...args: never[]) => unknown): { stack?: string } {
  const limit = Error.stackTraceLimit;
  // The user's own frames lie below those of Node.js and of libraries.
  Error.stackTraceLimit = 30;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, from);
  Error.stackTraceLimit = limit;
  return holder;
}

/** The frames of a captured stack without Node.js's own plumbing on top and the test runner's below. */
export function framesOf(holder: { stack?: string }): string[] {
  const frames = (holder.stack ?? '').split('\n').slice(1);
  const first = frames.findIndex((frame) => !PLUMBING.test(frame));
  if (first === -1) return [];
  const [creator = '', ...callers] = frames.slice(first);
  return [creator, ...callers.filter((frame) => !RUNNER.test(frame))];
}

/** Whether it was made by Node.js or by the test runner on their own account. */
export function isInternal(frames: readonly string[]): boolean {
  const [creator = 'node:'] = frames;
  return creator.includes('node:') || RUNNER.test(creator);
}

/** What every timer and every asynchronous resource is made by. */
const PLUMBING =
  /\(?node:(internal\/)?(timers|async_hooks|worker|child_process|fs|net|http|_http|events|util)/;
const RUNNER = /[\\/]node_modules[\\/](vitest|@vitest|vite|vite-node|tinypool|birpc|chai)[\\/]/;
