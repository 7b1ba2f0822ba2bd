import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

/** Waits until something is so, turn by turn of the event loop: no time is guessed. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

/** A worker's thread id is -1 once its exit has been handled, whatever listeners it had or lost. */
export const isGone = ({ threadId }: Worker): boolean => threadId === -1;

/** How a promise stands: settled, and how; or not settled, at a moment when nothing more can come. */
export async function settlement(promise: Promise<unknown>): Promise<string> {
  const settled = promise.then(
    (value) => `resolves with ${JSON.stringify(value)}`,
    (error: unknown) => `rejects: ${described(error)}`,
  );
  return Promise.race([settled, setImmediate('never settles')]);
}

function described(error: unknown): string {
  const { code, name, message } = (error ?? {}) as Record<string, unknown>;
  if (typeof code === 'string') return code;
  if (error instanceof DOMException) return String(name);
  return typeof message === 'string' && message !== '' ? message : 'without a message';
}
