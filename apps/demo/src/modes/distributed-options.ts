import { parse } from '../command/arguments.ts';
import { UsageError } from '../command/usage-error.ts';

/** What all distributed modes are told. */
export interface QueueOptions {
  readonly redis: string;
  readonly queue: string;
  readonly ci: boolean;
}

export const queueUsage = `  --redis URL      redis://[[USER]:PASSWORD@]HOST[:PORT][/DB], rediss://… with TLS, or the path of a
                   socket (default: the variable REDIS_URL, or redis://127.0.0.1:6379)
  --queue NAME     the queue (default documents)
  --ci             JSON lines
  --help           this text`;

const common = {
  redis: { type: 'string' },
  queue: { type: 'string' },
  ci: { type: 'boolean' },
} as const;

type Values<K extends string> = Readonly<Partial<Record<K, string | boolean>>>;

/** Reads the options common to all modes, and those of one; the name of the mode comes first. */
export function parseQueueOptions<K extends string>(
  args: readonly string[],
  own: Readonly<Record<K, { readonly type: 'string' | 'boolean' }>>,
): { readonly common: QueueOptions; readonly own: Values<K> } {
  const { values } = parse({ args: args.slice(1), options: { ...common, ...own } });
  const given = values as Values<string>;
  return {
    common: {
      redis: redisUrl(
        String(given['redis'] ?? process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379'),
      ),
      queue: queueName(String(given['queue'] ?? 'documents')),
      ci: given['ci'] === true,
    },
    own: given as Values<K>,
  };
}

function redisUrl(text: string): string {
  if (/^(rediss?|redis\+unix):\/\/./.test(text) || text.startsWith('/')) return text;
  throw new UsageError(
    '--redis is no address of a Redis; expected redis://HOST:PORT, rediss://HOST:PORT or the path of a socket',
  );
}

function queueName(text: string): string {
  if (/^[\w.-]{1,100}$/.test(text)) return text;
  throw new UsageError(
    `--queue is ${JSON.stringify(text)}; expected letters, digits, ".", "_" and "-"`,
  );
}
