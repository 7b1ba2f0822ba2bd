import { readdirSync, statSync } from 'node:fs';
import {
  attachProcess,
  captureProcess,
  compareIsolates,
  readSnapshot,
} from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { Proc } from '../src/attach/proc.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';
import { startVictim } from './support/victim.ts';

const ports = (pid: number): number[] =>
  new Proc(pid).listening().flatMap(({ own, port }) => (own ? [port] : []));

it('captures every thread of a process by its id, and leaves it as it was', async () => {
  using directory = new TemporaryDirectory();
  await using victim = await startVictim();
  const before = ports(victim.pid);
  const progress: string[] = [];
  const captured = await captureProcess(victim.target, {
    directory: directory.file('made'),
    prefix: 'one-',
    onProgress: ({ isolate, share, bytes }) => {
      expect(share).toBeGreaterThanOrEqual(0);
      progress.push(`${isolate} ${bytes > 0 ? 'bytes' : 'walk'}`);
    },
  });
  expect(captured.map(({ isolate, threadId, error }) => [isolate, threadId, error])).toEqual([
    ['main', 0, undefined],
    ['worker-1', 1, undefined],
  ]);
  expect([...new Set(progress)]).toEqual([
    'main walk',
    'main bytes',
    'worker-1 walk',
    'worker-1 bytes',
  ]);
  for (const { file, bytes } of captured) {
    expect(bytes).toBe(statSync(file).size);
    expect((await readSnapshot(file)).nodeCount).toBeGreaterThan(10_000);
  }
  expect(readdirSync(directory.file('made'))).toHaveLength(2);
  // The inspector is closed again, the process runs.
  expect(ports(victim.pid)).toEqual(before);
  await victim.runTasks(1);
});

it('compares two captures over one connection, and names thread, class and count', async () => {
  using directory = new TemporaryDirectory();
  await using victim = await startVictim({ env: { LEAK: 'worker' } });
  await victim.runTasks(20);
  await using target = await attachProcess(victim.target);
  expect(target.isolates.map(({ isolate, title }) => [isolate, title])).toEqual([
    ['main', ''],
    ['worker-1', 'billing'],
  ]);
  const options = { directory: directory.path, threads: [1] };
  const before = await captureProcess(target, { ...options, prefix: 'a-' });
  await victim.runTasks(37);
  const after = await captureProcess(target, { ...options, prefix: 'b-' });
  const { suspects } = await compareIsolates(before, after, { tasks: 37 });
  expect(suspects[0]).toMatchObject({
    name: 'Invoice',
    delta: 37,
    k: 1,
    isolates: [{ isolate: 'worker-1', delta: 37 }],
  });
  expect(suspects[0]!.location?.file).toMatch(/victim\.mjs$/);
});

it('does not close an inspector that was open', async () => {
  using directory = new TemporaryDirectory();
  await using victim = await startVictim({ execArgv: ['--inspect=127.0.0.1:0'] });
  const address = /ws:\/\/(127\.0\.0\.1:\d+)/.exec(victim.stderr)![1]!;
  for (const target of [victim.target, { inspect: address, timeout: 60_000 }]) {
    const options = { directory: directory.path, threads: 'main' as const };
    expect(await captureProcess(target, options)).toMatchObject([{ isolate: 'main' }]);
    expect(ports(victim.pid)).toContain(Number(address.split(':')[1]));
  }
});

it('refuses before anything is taken when the memory would not do', async () => {
  using directory = new TemporaryDirectory();
  await using victim = await startVictim();
  const options = { directory: directory.path, factor: 1e9, threads: 'main' as const };
  const refusal = captureProcess(victim.target, options);
  await expect(refusal).rejects.toMatchObject({ code: 'ERR_CAPTURE_HEADROOM' });
  expect(readdirSync(directory.path)).toEqual([]);
  const forced = await captureProcess(victim.target, { ...options, force: true });
  expect(forced).toMatchObject([{ isolate: 'main', threadId: 0 }]);
});

it('names the threads there are when another is asked for', async () => {
  await using victim = await startVictim();
  await expect(
    captureProcess(victim.target, { directory: '/nowhere', threads: 7 }),
  ).rejects.toThrow(`process ${victim.pid} has no thread 7; it has 0, 1`);
});
