import { once } from 'node:events';
import { Redis } from 'ioredis';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import { askUntil, missing, startRedis } from '../fixtures/database-server.ts';

const skip = missing('redis-server', 'redis-server');
const named = skip ? ` (${skip})` : '';

const clients = async (redis: Redis): Promise<number> =>
  Number(/connected_clients:(\d+)/.exec(await redis.info('clients'))![1]);

test.skipIf(skip)(`ioredis clients say goodbye to Redis${named}`, async () => {
  await using server = await startRedis();
  const path = join(server.folder, 'redis.sock');
  const admin = new Redis({ path });
  expect(await clients(admin)).toBe(1);

  const registry = createRegistry();
  const opened = ['cache', 'queue', 'locks'].map((name) =>
    registry.closable(new Redis({ path }), { name }),
  );
  await Promise.all(opened.map((client) => client.ping()));
  expect(await clients(admin)).toBe(4);
  expect(registry.live().map(({ name }) => name)).toEqual(['cache', 'queue', 'locks']);

  await registry.dispose();
  const ended = opened.map((client) => client.status === 'end' || once(client, 'end'));
  await Promise.all(ended);
  expect(await askUntil(1, () => clients(admin))).toBe(1);
  await admin.quit();
});

test.skipIf(skip)(`a Redis that hangs does not hold up the others${named}`, async () => {
  await using server = await startRedis();
  const registry = createRegistry({ deadline: 50 });
  let others = 0;
  registry.defer(() => (others += 1));
  const path = join(server.folder, 'redis.sock');
  // How long ioredis itself waits for the other side to hang up.
  const client = registry.closable(new Redis({ path, disconnectTimeout: 10 }), { name: 'cache' });
  client.on('error', () => undefined);
  await client.ping();
  server.process.kill('SIGSTOP');
  await expect(registry.dispose()).rejects.toMatchObject({
    errors: [{ code: 'CLEANUP_DISPOSER_FAILED', kind: 'closable', resource: 'cache' }],
  });
  // Cut off at the deadline: no socket is left that would keep the process alive.
  expect(client.status).toBe('end');
  expect(others).toBe(1);
});
