import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry } from '@watertight/cleanup-registry';
import { createProbe } from '@watertight/gc-probe';
import { createPool } from '@watertight/pool';
import { captureIsolates, compareIsolates } from '@watertight/snapshot-diff';

const registry = createRegistry({ name: 'leak hunt' });
try {
  const pool = registry.use(createPool(new URL('./leaky-tasks.mjs', import.meta.url)));
  const probe = registry.use(createProbe({ settle: 500 }));
  let tasks = 0;
  const run = async (count) => {
    while (count-- > 0) await pool.run('render', [++tasks]);
    await pool.idle();
  };

  // Is it a leak? One floor after every twenty tasks, at a moment with nothing in flight.
  for (let round = 0; round < 100 && probe.verdict().verdict !== 'leak'; round++) {
    await run(20);
    await probe.quiescent({ tasks });
  }
  const { verdict, first } = probe.verdict();
  console.log(`${verdict}, first seen in ${first?.signal}`);

  // Whose is it? Two snapshots of every isolate, a prime number of tasks between them.
  const directory = await mkdtemp(join(tmpdir(), 'leak-hunt-'));
  registry.defer(() => rm(directory, { recursive: true }));
  const before = await captureIsolates({ directory, prefix: 'before-' });
  await run(101);
  const after = await captureIsolates({ directory, prefix: 'after-' });
  const { suspects } = await compareIsolates(before, after, { tasks: 101 });
  for (const { name, delta, k, per, location } of suspects) {
    const { file, line } = location;
    console.log(`${name} +${delta}: ${k} per ${per}, ${file.split('/').at(-1)}:${line}`);
  }
} finally {
  await registry.dispose();
}
