const FRAMES = 16;
/** What lies between the user's call and the making of a timer. */
const PLUMBING = /\(?(node:timers|node:internal\/(timers|async_hooks|util)|new Promise \()/;

/** The stack here, formatted only when somebody asks for it. */
export function captureStack(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const stack = new Error();
  Error.stackTraceLimit = limit;
  return stack;
}

/** `file:line:column` of the user's code that is nearest. */
export function userFrame(stack: Error): string | undefined {
  const frame = framesOf(stack).find((line) => !isNode(line));
  return frame && /\(?(?:file:\/\/)?([^()\s]+:\d+:\d+)\)?$/.exec(frame)?.[1];
}

/**
 * Whether Node.js made it for itself: the timer of `AbortSignal.timeout()`, of a socket, of an
 * HTTP agent. It ends with what it belongs to, which is seen by itself.
 */
export function isInternal(stack: Error): boolean {
  const maker = framesOf(stack).find((line) => !PLUMBING.test(line));
  return maker !== undefined && isNode(maker);
}

function framesOf(stack: Error): string[] {
  const lines = String(stack.stack).split('\n').slice(1);
  return lines.filter((line) => !line.includes('[worker eval]'));
}

function isNode(line: string): boolean {
  return /\(node:|at node:|at async node:|<anonymous>\)?$/.test(line);
}
