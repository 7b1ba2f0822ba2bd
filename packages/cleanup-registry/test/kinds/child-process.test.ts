import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

/** A zombie is dead: whether it is reaped depends on what runs as process 1 of the container. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

const script = (code: string, detached = false): ChildProcess =>
  spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'], detached });

const firstLine = async (child: ChildProcess): Promise<string> =>
  String((await once(child.stdout!, 'data'))[0]).trim();

const idle = `setInterval(() => {}, 1000); console.log('up');`;

test('a child is terminated and its exit awaited', async () => {
  const registry = createRegistry({ deadline: Infinity });
  const child = registry.child(script(idle));
  await firstLine(child);
  expect(registry.live()[0]?.name).toBe(`${process.execPath} (${child.pid})`);
  await registry.dispose();
  expect([child.signalCode, isAlive(child.pid!)]).toEqual(['SIGTERM', false]);
});

test('a child that ignores SIGTERM is killed at the deadline', async () => {
  const registry = createRegistry({ deadline: 30 });
  const child = registry.child(script(`process.on('SIGTERM', () => {}); ${idle}`));
  await firstLine(child);
  await registry.dispose();
  expect([child.signalCode, isAlive(child.pid!)]).toEqual(['SIGKILL', false]);
});

test.skipIf(process.platform === 'win32')('the children of a group leader go with it', async () => {
  const registry = createRegistry({ deadline: Infinity });
  const parent = registry.child(
    script(
      `const { spawn } = require('node:child_process');
       const child = spawn(process.execPath, ['-e', ${JSON.stringify(idle)}], { stdio: ['ignore', 'pipe', 'inherit'] });
       child.stdout.once('data', () => console.log(child.pid)); setInterval(() => {}, 1000);`,
      true,
    ),
  );
  const grandchild = Number(await firstLine(parent));
  expect(isAlive(grandchild)).toBe(true);
  await registry.dispose();
  while (isAlive(grandchild)) await new Promise((resolve) => setImmediate(resolve));
  expect(isAlive(parent.pid!)).toBe(false);
});

test('a child that exits leaves; one that is over or never began is not owned', async () => {
  await using registry = createRegistry();
  const child = registry.child(script(''));
  expect(registry.size).toBe(1);
  await once(child, 'exit');
  expect(registry.size).toBe(0);
  registry.child(child);
  const missing = spawn('/no/such/program');
  const failed = once(missing, 'error');
  registry.child(missing);
  await failed;
  expect(registry.size).toBe(0);
});
