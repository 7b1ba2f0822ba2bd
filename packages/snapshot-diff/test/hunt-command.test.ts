import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HuntDocument } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { Proc } from '../src/attach/proc.ts';
import { cli, fixture, runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';
import { startVictim } from './support/victim.ts';

const listening = (pid: number): number =>
  new Proc(pid).listening().filter(({ own }) => own).length;

it('names the leak of a live process, and keeps the snapshots if told to', async () => {
  using directory = new TemporaryDirectory();
  await using victim = await startVictim({ env: { LEAK: 'worker' } });
  await victim.runTasks(20);
  const send = `"${process.execPath}" "${fileURLToPath(fixture('send-tasks.mjs'))}" ${victim.greeting} 37`;
  const { code, stdout, stderr } = await runNode(cli, [
    'hunt',
    `--pid=${victim.pid}`,
    '--tasks=37',
    `--run=${send}`,
    '--threads=1',
    '--settle=0ms',
    '--timeout=60s',
    `--out=${directory.path}`,
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(1);
  expect(stdout).toContain('leak: Invoice +37 = 1 per task\n');
  expect(stdout).toMatch(/at .*victim\.mjs:\d+:\d+\n {3}in worker-1 \+37\n/);
  expect(stdout).toMatch(/outside the heaps\n {2}threads +\d+ → \d+/);
  expect(stdout).toContain("snapshot-diff paths DIR/after-worker-1.heapsnapshot --class 'Invoice'");
  expect(readdirSync(directory.path).sort()).toEqual([
    'after-worker-1.heapsnapshot',
    'before-worker-1.heapsnapshot',
  ]);
  expect(listening(victim.pid)).toBe(1);
});

interface Hunt {
  child: ReturnType<typeof spawn>;
  /** Settles when it is our turn. */
  ready: Promise<unknown>;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function startHunt(args: readonly string[]): Hunt {
  const child = spawn(process.execPath, [fileURLToPath(cli), 'hunt', ...args]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ready = once(createInterface({ input: child.stderr }), 'line');
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, stdout, stderr }));
  return { child, ready, ended };
}

it('waits for a line while the tasks are run', async () => {
  await using victim = await startVictim({ env: { LEAK: 'main' } });
  await victim.runTasks(20);
  const args = [
    '--pid',
    String(victim.pid),
    '--threads',
    'main',
    '--settle',
    '0ms',
    '--timeout',
    '60s',
  ];
  const { child, ready, ended } = startHunt([...args, '--tasks', '41', '--json', '-']);
  await ready;
  await victim.runTasks(41);
  child.stdin!.write('\n');
  const { code, stdout, stderr } = await ended;
  expect(stderr).toBe('ready: run 41 tasks now, then press Enter (or write a line)\n');
  expect(code).toBe(1);
  expect(JSON.parse(stdout) as HuntDocument).toMatchObject({
    schema: 'watertight.snapshot-diff.hunt/1',
    summary: 'leak: Session +41 = 1 per task',
  });
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('leaves nothing behind after %s', async (signal, expected) => {
  using directory = new TemporaryDirectory();
  await using victim = await startVictim();
  const args = ['--pid', String(victim.pid), '--tasks', '7', '--out', directory.path];
  const { child, ready, ended } = startHunt([...args, '--threads', 'main', '--timeout', '60s']);
  await ready;
  expect(listening(victim.pid)).toBe(2);
  child.kill(signal);
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toContain(`snapshot-diff: stopped by ${signal}`);
  expect(listening(victim.pid)).toBe(1);
  // What was whole when the signal came stays.
  expect(readdirSync(directory.path)).toEqual(['before-main.heapsnapshot']);
  await victim.runTasks(1);
});

it('says what is missing when its input ends, or its command fails', async () => {
  await using victim = await startVictim();
  const args = [
    '--pid',
    String(victim.pid),
    '--threads',
    'main',
    '--tasks',
    '5',
    '--timeout',
    '60s',
  ];
  const { child, ready, ended } = startHunt(args);
  await ready;
  child.stdin!.end();
  expect(await ended).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('standard input ended before a line came') as string,
  });
  const failing = await runNode(cli, ['hunt', ...args, '--run', 'exit 3']);
  expect(failing).toMatchObject({
    code: 69,
    stderr: 'snapshot-diff: --run exit 3: it exited with 3; nothing was compared\n',
  });
});

it.each([
  [64, ['hunt'], /expected either --pid P or --inspect HOST:PORT\nTry: snapshot-diff hunt --help/],
  [64, ['hunt', '--pid', '7', '--inspect', '9229', '--for', '1s'], /either --pid P or --inspect/],
  [64, ['hunt', '--pid', '7'], /what happens between the two captures\? --for 60s waits/],
  [64, ['hunt', '--pid', 'x', '--for', '1s'], /--pid is "x", expected a whole number/],
  [64, ['hunt', '--pid', '7', '--for', '60'], /--for is "60", expected a time such as 500ms, 60s/],
  [64, ['hunt', '--pid', '7', '--for', '99999h'], /--for is "99999h", expected a time/],
  [64, ['hunt', '--pid', '7', '--for', '1s', '--run', 'x'], /--for and --run exclude each other/],
  [
    64,
    ['hunt', '--pid', '7', '--for', '1s', '--threads', 'two'],
    /expected all, main or thread ids/,
  ],
  [64, ['hunt', '--pid', '7', '--for', '1s', '--factor', '0'], /expected a number over 0/],
  [64, ['hunt', 'file', '--pid', '7', '--for', '1s'], /hunt takes no file, got file/],
  [64, ['hunt', '--inspect', '10.0.0.1:9229', '--for', '1s'], /10\.0\.0\.1 is not this machine/],
  [64, ['capture', '--pid', '7'], /expected --out DIR/],
  [64, ['capture', '--pid', '7', '--out', 'd', '--prefix', '../x'], /expected no directory/],
  [66, ['hunt', '--pid', '99999999', '--for', '1s'], /there is no process 99999999/],
  [69, ['capture', '--inspect', '127.0.0.1:1', '--out', 'd'], /no Node\.js inspector answers at/],
])('exits %i for %j', async (expected, args, message) => {
  const { code, stdout, stderr } = await runNode(cli, args);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
});
