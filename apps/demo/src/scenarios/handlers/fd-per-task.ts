import { join } from 'node:path';
import { DigestClient } from '../digest-client.ts';
import type { CreateHandler } from '../handler.ts';

/** The worker opens its log for every task. Descriptors are numbers: no memory figure shows them. */
export const fdPerTask: CreateHandler = ({ registry }) => {
  const log = join(registry.tempDir(), 'audit.log');
  const client = new DigestClient(registry, './audit-worker.js', { log });
  return {
    async process(context) {
      await client.digest(context);
      return true;
    },
  };
};
