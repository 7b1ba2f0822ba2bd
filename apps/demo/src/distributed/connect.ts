import { Redis } from 'ioredis';
import { RedisError } from './redis-error.ts';

const connectTimeout = 5000;
/** Between two attempts to get a lost connection back, in ms. */
const mostPatience = 2000;

/**
 * Opens a connection that has been tried: what is wrong with the address or the password is said at once. Later it
 * is kept: a Redis that goes away is waited for, and what was asked of it meanwhile is asked when it is back.
 * @throws RedisError
 */
export async function connect(url: string): Promise<Redis> {
  let isTried = false;
  let fault: unknown;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout,
    // Commands wait for a connection instead of failing, as BullMQ demands of its workers.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isTried ? Math.min(times * 100, mostPatience) : null),
  });
  const note = (error: unknown): void => {
    fault ??= error;
  };
  redis.on('error', note);
  try {
    await redis.connect();
    // The answer comes behind that to SELECT: of a wrong number ioredis tells, and goes on with database 0.
    await redis.ping();
    // oxlint-disable-next-line typescript/only-throw-error -- as ioredis told it
    if (fault !== undefined) throw fault;
  } catch (error) {
    redis.disconnect();
    // `connect()` itself only knows that the connection is closed.
    throw new RedisError(url, fault ?? error);
  } finally {
    redis.off('error', note);
  }
  isTried = true;
  return redis;
}
