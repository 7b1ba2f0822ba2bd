// The digest as a task of the pool: the same work, and the same way to fail.
import '@watertight/gc-probe/worker';
import { createHash } from 'node:crypto';
import type { DigestReply, DigestRequest } from './digest-worker.ts';

export function digest({ id, input, malformed }: DigestRequest): DigestReply {
  if (malformed) process.exit(0);
  return { id, digest: createHash('sha256').update(input).digest('hex') };
}
