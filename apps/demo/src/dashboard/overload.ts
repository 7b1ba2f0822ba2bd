import { totalmem } from 'node:os';
import type { Sample } from '@watertight/gc-probe';

/** A leaky service would take the machine with it if nobody looked: from here on its load is held. */
const limits = { rss: Math.min(1.5e9, totalmem() / 4), threads: 400, fds: 2000 };

/** What a service has too much of, in words; undefined while it has not. */
export function overload({ rss, threads, fds }: Sample): string | undefined {
  if (rss > limits.rss) return `${(rss / 1e6).toFixed(0)} MB resident`;
  if ((threads ?? 0) > limits.threads) return `${threads} threads`;
  if ((fds ?? 0) > limits.fds) return `${fds} file descriptors`;
  return undefined;
}
