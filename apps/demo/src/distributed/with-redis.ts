import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import type { Redis } from 'ioredis';
import { asInterruption, InterruptionWatch } from '../interruption.ts';
import { connect } from './connect.ts';
import type { News } from './news.ts';
import { RedisError } from './redis-error.ts';
import { watchConnection } from './watch-connection.ts';

/**
 * Does something with a Redis and lets go of it, whatever happens. Resolves with the exit code; where there is no
 * Redis, one line on standard error says why.
 */
export async function withRedis(
  url: string,
  news: News,
  use: (registry: Registry, redis: Redis) => Promise<number>,
): Promise<number> {
  using interruption = new InterruptionWatch();
  await using registry = createRegistry({ name: 'queue', deadline: 10_000 });
  const work = async (): Promise<number> => {
    // Cut and not said good-bye to: a Redis that is gone would not hear it.
    const redis = registry.closable(await connect(url), { method: 'disconnect' });
    registry.use(watchConnection(redis, news));
    return use(registry, redis);
  };
  try {
    return await Promise.race([work(), interruption.happened]);
  } catch (error) {
    if (error instanceof RedisError) process.stderr.write(`${error.message}\n`);
    const known = error instanceof RedisError ? error : asInterruption(error);
    if (!known) throw error;
    return known.exitCode;
  }
}
