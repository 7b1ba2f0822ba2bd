import type { Redis } from 'ioredis';
import type { News } from './news.ts';
import { reasonOf } from './redis-error.ts';

/** Tells once when the connection is lost, and once when it is back. */
export function watchConnection(redis: Redis, news: News): Disposable {
  let isLost = false;
  let told: string | undefined;
  const tell = (reason: string): void => {
    // Each attempt fails alike; another reason (a password that was changed) is news.
    if (reason === told) return;
    told = reason;
    news('redis-lost', `Redis is gone: ${reason}. Tasks under way go on; waiting for it`, {
      reason,
    });
  };
  const onError = (error: Error): void => {
    if (isLost) tell(reasonOf(error));
  };
  const onClose = (): void => {
    if (!isLost) tell('the connection was closed');
    isLost = true;
  };
  const onReady = (): void => {
    if (isLost) news('redis-back', 'Redis is back');
    isLost = false;
    told = undefined;
  };
  redis.on('error', onError).on('close', onClose).on('ready', onReady);
  return {
    [Symbol.dispose]() {
      redis.off('close', onClose).off('ready', onReady);
      // Without a listener for errors, the last gasp of a connection would be printed.
    },
  };
}

/** Whether an error says no more than that the connection is lost. */
export function isOfConnection(error: Error): boolean {
  // Errors of sockets name the call of the system that failed.
  return 'syscall' in error || error.message === 'Connection is closed.';
}
