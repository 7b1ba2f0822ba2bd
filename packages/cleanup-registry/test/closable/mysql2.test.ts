import { createConnection, createPool } from 'mysql2';
import { createConnection as connect, createPool as createPromisePool } from 'mysql2/promise';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import { askUntil, missing, startMariadb } from '../fixtures/database-server.ts';

const skip = missing('mariadbd', 'mariadb-server');

test.skipIf(skip)(`mysql2 pools and connections end${skip ? ` (${skip})` : ''}`, async () => {
  await using server = await startMariadb();
  const options = { socketPath: join(server.folder, 'mysql.sock'), user: 'root' };
  const admin = await connect(options);
  const connections = async (): Promise<number> => {
    const [rows] = await admin.query("show status like 'Threads_connected'");
    return Number((rows as { Value: string }[])[0]!.Value);
  };
  expect(await connections()).toBe(1);

  const registry = createRegistry();
  const pool = registry.closable(createPromisePool({ ...options, connectionLimit: 3 }));
  const held = await Promise.all([1, 2, 3].map(() => pool.getConnection()));
  for (const each of held) each.release();
  registry.closable(await connect(options));
  // The API without promises: its end() tells a callback.
  const plain = registry.closable(createConnection(options), { callback: true });
  const plainPool = registry.closable(createPool(options), { callback: true });
  await new Promise<void>((resolve, reject) => {
    plain.query('select 1', () => {
      plainPool.query('select 1', (error) => (error ? reject(error) : resolve()));
    });
  });
  expect(await connections()).toBe(7);

  await registry.dispose();
  expect(await askUntil(1, connections)).toBe(1);
  await admin.end();
});
