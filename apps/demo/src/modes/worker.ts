// Takes tasks from a queue in Redis: on as many machines as one likes.
import { createRegistry, type Registry } from '@watertight/cleanup-registry';
import { installShutdown } from '@watertight/cleanup-registry/shutdown';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { wholeNumber } from '../command/arguments.ts';
import { createNews, type News } from '../distributed/news.ts';
import { startQueueWorker, type QueueWorkerSettings } from '../distributed/queue-worker.ts';
import { RedisError } from '../distributed/redis-error.ts';
import { Tally } from '../distributed/tally.ts';
import { parseQueueOptions, queueUsage, type QueueOptions } from './distributed-options.ts';

export const usage: string = `Usage: npm run demo -- worker [OPTIONS]

Takes the tasks that "submit" put into a queue of Redis or Valkey, and processes them on threads. Start as
many as you like, on as many machines as you like; "status" shows them all.

${queueUsage}
  --threads N      threads of the pool (default: as many as there are cores)
  --concurrency N  tasks taken at a time (default: twice the threads)
  --deadline N     on SIGTERM or Ctrl-C, seconds that tasks under way may go on (default 10)
  --lock N         seconds after which the tasks of a worker that died go to another (default 30)

Exit code: 0 told to stop, and everything under way was finished or given back; 1 not everything;
64 wrong usage; 69 no Redis there; 77 Redis refuses the password. A second signal ends it at once.`;

const known = {
  threads: { type: 'string' },
  concurrency: { type: 'string' },
  deadline: { type: 'string' },
  lock: { type: 'string' },
} as const;

interface Options extends QueueOptions, QueueWorkerSettings {}

function parseOptions(args: readonly string[]): Options {
  const { common, own } = parseQueueOptions(args, known);
  const number = (name: keyof typeof known, least: number, most: number): number | undefined => {
    const text = own[name];
    return text === undefined ? undefined : wholeNumber(`--${name}`, String(text), least, most);
  };
  return {
    ...common,
    threads: number('threads', 1, 512) ?? availableParallelism(),
    concurrency: number('concurrency', 1, 10_000),
    deadline: (number('deadline', 0, 3600) ?? 10) * 1000,
    lock: (number('lock', 1, 3600) ?? 30) * 1000,
  };
}

export async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const news = createNews(options.ci);
  const tally = new Tally();
  await using registry = createRegistry({ name: 'worker' });
  using shutdown = installShutdown(registry, {
    deadline: options.deadline + 20_000,
    onBegin: (reason) => news('stopping', `${reason}: no more tasks are taken`, { reason }),
    onError: (error) => tellFault(error, tally, news),
    exitCode: (_reason, errors) => (errors.length === 0 ? 0 : 1),
  });
  // Owned first, so it is the last to go: everything has its final figure.
  let isStarted = false;
  registry.defer(() => {
    if (isStarted) news('stopped', `Stopped: ${tally.text}`, { ...tally });
  });
  try {
    await shutdown.hold(startQueueWorker(registry, options, tally, news));
    isStarted = true;
  } catch (error) {
    if (!(error instanceof RedisError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  tellProgress(registry, tally, news);
  if (!shutdown.signal.aborted) await once(shutdown.signal, 'abort');
  return await shutdown.begin();
}

/** Once a second, when there is something to tell; the last time when all is over. */
function tellProgress(registry: Registry, tally: Tally, news: News): void {
  let told = '';
  registry.interval(() => {
    if (tally.text === told) return;
    told = tally.text;
    news('progress', told, { ...tally });
  }, 1000);
}

function tellFault(error: unknown, { underWay }: Tally, news: News): void {
  const message = error instanceof Error ? error.message : String(error);
  const left = `${underWay} tasks under way could not be given back: another worker will run them`;
  news('fault', underWay > 0 ? `${message}\n${left}` : message, { message, underWay });
}
