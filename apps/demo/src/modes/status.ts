// Shows a queue in Redis, and the processes that work it off.
import { setTimeout as delay } from 'node:timers/promises';
import { openQueue } from '../distributed/document-queue.ts';
import { Keys } from '../distributed/keys.ts';
import { createNews } from '../distributed/news.ts';
import { isSettled, missingOf, readStatus } from '../distributed/queue-status.ts';
import { statusText } from '../distributed/status-text.ts';
import { withRedis } from '../distributed/with-redis.ts';
import { parseQueueOptions, queueUsage } from './distributed-options.ts';

export const usage: string = `Usage: npm run demo -- status [OPTIONS]

Shows a queue of Redis or Valkey: what was submitted, what is done, how many effects were applied and how
many duplicates refused, what waits, what failed for good, and what each worker process has done.

${queueUsage}
  --wait           shows it when nothing waits or runs any more

Exit code: 0; with --wait 1 when tasks failed for good or are missing; 64 wrong usage; 69 no Redis there;
77 Redis refuses the password; 130, 143 interrupted.`;

const known = { wait: { type: 'boolean' } } as const;
const lookEvery = 500;

export async function run(args: readonly string[]): Promise<number> {
  const { common, own } = parseQueueOptions(args, known);
  const news = createNews(common.ci);
  return withRedis(common.redis, news, async (registry, redis) => {
    const queue = registry.closable(openQueue(redis, common.queue));
    const look = (): ReturnType<typeof readStatus> =>
      readStatus(redis, queue, new Keys(common.queue));
    let status = await look();
    while (own.wait === true && !isSettled(status)) {
      await delay(lookEvery, undefined, { signal: registry.signal });
      status = await look();
    }
    const missing = missingOf(status);
    news('status', statusText(common.queue, status).trimEnd(), { ...status, missing });
    return own.wait === true && status.failed + missing > 0 ? 1 : 0;
  });
}
