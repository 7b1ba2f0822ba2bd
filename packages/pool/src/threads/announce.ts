import type { Settings } from '../options.ts';
import { publishThread } from '../telemetry/diagnostics.ts';
import type { PoolThreadEvent } from './pool-thread.ts';
import { handleOf } from './thread-handle.ts';
import type { Thread } from './thread.ts';

/** Tells the pool's owner, and whoever listens to the channel, what became of a thread. */
export function announce(
  settings: Settings,
  event: PoolThreadEvent['event'],
  thread: Thread,
  lost: number = 0,
): void {
  const { threadId, reason, exitCode, failure: error } = thread;
  const end = {
    ...(event === 'ended' ? { reason: reason!, exitCode } : {}),
    ...(error === undefined ? {} : { error }),
  };
  if (event !== 'ready') publishThread({ pool: settings.name, event, threadId, ...end });
  try {
    settings.onThread?.({ event, thread: handleOf(thread), ...end, lost });
  } catch (error_) {
    process.nextTick(() => {
      throw error_;
    });
  }
}
