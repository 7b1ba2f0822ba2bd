/** Exit codes of sysexits.h: the service is not there; it may not be used. */
const unavailable = 69;
const notAllowed = 77;

const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: start redis-server, or name another with --redis',
  ENOENT: 'there is no such socket: start redis-server, or name another with --redis',
  ENOTFOUND: 'there is no such host: see the URL given with --redis',
  EAI_AGAIN: 'the name of the host cannot be looked up now: see the network, or give its address',
  ETIMEDOUT: 'it does not answer: see the address, the network and the firewall',
};

const refusals: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^NOAUTH/, 'it wants a password: --redis redis://:PASSWORD@HOST:PORT'],
  [/^WRONGPASS|invalid password/, 'it refuses the password (or the user) of the URL'],
  [/^NOPERM/, 'this user may not do what a queue needs: see its ACL'],
];

/** Redis cannot be used: the message is one line that says where, why, and what to do. */
export class RedisError extends Error {
  readonly code = 'ERR_DEMO_REDIS';
  override readonly name = 'RedisError';
  readonly exitCode: number;

  constructor(url: string, cause: unknown) {
    const refusal = refusals.find(([pattern]) => pattern.test(messageOf(cause)));
    super(`cannot use Redis at ${withoutPassword(url)}: ${reasonOf(cause)}`, { cause });
    this.exitCode = refusal ? notAllowed : unavailable;
  }
}

/** Why a connection failed, and what to do, where that is known. */
export function reasonOf(error: unknown): string {
  const refusal = refusals.find(([pattern]) => pattern.test(messageOf(error)));
  if (refusal) return refusal[1];
  const { code } = error as { code?: unknown };
  const known = typeof code === 'string' ? advice[code] : undefined;
  return known ?? messageOf(error);
}

/** As it may be shown and logged. */
function withoutPassword(url: string): string {
  return url
    .replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1***@')
    .replace(/([?&](?:username|password)=)[^&]*/gi, '$1***');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
