import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { RecordedLine } from '../src/recording.ts';
import { fixture, run, useBuilt } from './support/built.ts';

const built = useBuilt(['register', 'cli'], ['esm']);
const scratch = mkdtempSync(join(tmpdir(), 'gc-probe-run-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const app = fixture('leaky-app.mjs');
const quick = ['--settle', '100', '--every', '30', '--force'];
const probed = (...args: string[]) =>
  run([built.entry('cli'), 'run', ...quick, '--', process.execPath, app, ...args]);

describe('gc-probe run', () => {
  test('a leak in main: exit code 1, and the app itself is left in peace', async () => {
    const { code, stdout, stderr } = await probed('main', 'until');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'done\n' });
    expect(stderr).toMatch(/^gc-probe: Leak: /);
    expect(stderr).toContain('main.resources.MessagePort');
  });

  test('a leak in a worker: seen from inside', async () => {
    const { code, stderr } = await probed('worker', 'until');
    expect(code).toBe(1);
    expect(stderr).toContain('workers.resources.MessagePort');
  });

  test('no leak: exit code 0', async () => {
    const { code, stderr } = await probed('nothing', 'until');
    expect(stderr).toContain('Stable');
    expect(code).toBe(0);
  });

  test('too short to tell: exit code 2', async () => {
    const { code, stderr } = await probed('nothing', '3');
    expect(stderr).toContain('Insufficient');
    expect(code).toBe(2);
  });

  test('a program that fails is no proof of health', async () => {
    const { code, stderr } = await probed('nothing', 'until', '7');
    expect(stderr).toContain('the program ended with 7');
    expect(code).toBe(2);
  });

  test('leaves no file behind', async () => {
    const TMPDIR = mkdtempSync(join(scratch, 'tmp-'));
    const command = [process.execPath, app, 'nothing', '3'];
    await run([built.entry('cli'), 'run', ...quick, '--', ...command], { TMPDIR });
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  test.each([
    [[], "no command ''"],
    [['report'], 'report needs one file'],
    [['run'], 'nothing to run'],
    [['run', '--settle', 'soon', '--', 'node'], "--settle needs milliseconds above 0, got 'soon'"],
    [['run', '--loud', '--', 'node'], "Unknown option '--loud'"],
  ])('%j is a usage error', async (args, message) => {
    const { code, stderr } = await run([built.entry('cli'), ...args]);
    expect(stderr).toContain(message);
    expect(stderr).toContain('usage: gc-probe run');
    expect(code).toBe(64);
  });

  test('a command that does not exist is told', async () => {
    const { code, stderr } = await run([built.entry('cli'), 'run', '--', 'no-such-command']);
    expect(stderr).toContain('cannot run no-such-command');
    expect(code).toBe(2);
  });
});

describe('node --import @watertight/gc-probe/register', () => {
  const register = () => ['--import', pathToFileURL(built.entry('register')).href];
  const env = { GC_PROBE_SETTLE: '100', GC_PROBE_EVERY: '30', GC_PROBE_FORCE: '1' };

  test('records JSON lines, the verdict last, and prints it', async () => {
    const file = join(scratch, 'recording.jsonl');
    const { code, stdout, stderr } = await run([...register(), app, 'nothing', 'until'], {
      ...env,
      GC_PROBE_FILE: file,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'done\n' });
    expect(stderr).toMatch(/^gc-probe: Stable/);
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedLine);
    const samples = lines.filter((line) => line.type === 'sample');
    expect(samples.length).toBeGreaterThan(5);
    const end = lines.at(-1);
    expect(end?.type === 'end' && end.verdict.floors).toBe(samples.length);
    expect(end?.type === 'end' && end.gc.count).toBeGreaterThanOrEqual(samples.length);
  });

  test('a wrong setting is told and stops nothing', async () => {
    const { code, stdout, stderr } = await run([...register(), app, 'nothing', '2'], {
      GC_PROBE_SETTLE: 'soon',
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'done\n' });
    expect(stderr).toContain('gc-probe does not watch: InvalidArgumentError: settle must be');
  });

  test('programs that the recorded one starts are not recorded', async () => {
    const child = `require('node:child_process').spawnSync(process.execPath, ['-e', '0'], { stdio: 'inherit' })`;
    const { stderr } = await run(['-e', child], {
      ...env,
      NODE_OPTIONS: register().join(' '),
    });
    expect(stderr.match(/gc-probe:/g)).toHaveLength(1);
  });
});
