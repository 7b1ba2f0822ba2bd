import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { named, RedisServer, skip } from './redis-server.ts';

test.skipIf(skip)(named('the example computes its job on a thread and ends in order'), async () => {
  await using redis = await new RedisServer().start();
  const example = fileURLToPath(new URL('../../examples/bullmq.mjs', import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [example], {
    env: { ...process.env, REDIS_SOCKET: redis.path },
  });
  const digest = createHash('sha256').update('watertight').digest('hex');
  expect({ stdout, stderr }).toEqual({ stdout: `${digest}\nthreads left: 0\n`, stderr: '' });
});
