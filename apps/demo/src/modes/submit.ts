// Puts tasks into a queue in Redis, for the worker processes.
import { wholeNumber } from '../command/arguments.ts';
import { UsageError } from '../command/usage-error.ts';
import { openQueue } from '../distributed/document-queue.ts';
import { Keys } from '../distributed/keys.ts';
import { createNews } from '../distributed/news.ts';
import { submitTasks } from '../distributed/submit-tasks.ts';
import { withRedis } from '../distributed/with-redis.ts';
import { parseQueueOptions, queueUsage } from './distributed-options.ts';

export const usage: string = `Usage: npm run demo -- submit --tasks N [OPTIONS]

Puts N tasks into a queue of Redis or Valkey: documents to compress, hash, render or add up.

${queueUsage}
  --tasks N        how many
  --seed N         seed of the documents and of their mix (default 1)

Exit code: 0 all are in the queue; 64 wrong usage; 69 no Redis there; 77 Redis refuses the password;
130, 143 interrupted.`;

const known = { tasks: { type: 'string' }, seed: { type: 'string' } } as const;

export async function run(args: readonly string[]): Promise<number> {
  const { common, own } = parseQueueOptions(args, known);
  if (own.tasks === undefined) throw new UsageError('--tasks is missing: how many?');
  const tasks = wholeNumber('--tasks', String(own.tasks), 1, 100_000_000);
  const seed = wholeNumber('--seed', String(own.seed ?? '1'), 0, 2 ** 31);
  const news = createNews(common.ci);
  return withRedis(common.redis, news, async (registry, redis) => {
    const queue = registry.closable(openQueue(redis, common.queue));
    await submitTasks(queue, redis, new Keys(common.queue), { tasks, seed }, (submitted) =>
      news('submitted', `${submitted} of ${tasks} in the queue '${common.queue}'`, { submitted }),
    );
    return 0;
  });
}
