import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DemoRun } from './support/run-demo.ts';

const moments: [string, (line: Record<string, unknown>) => boolean][] = [
  ['while the services start', ({ act }) => act === 'start'],
  ['under load', ({ event }) => event === 'sample'],
  ['while snapshots are taken', ({ act }) => act === 'snapshot'],
  ['while snapshots are compared', ({ act }) => act === 'compare'],
];

test.each(moments)(
  'Ctrl-C %s leaves no process and no temporary file',
  async (_, moment) => {
    using run = new DemoRun(['--ci', '--quick', '--scenario', 'listener-per-task']);
    await run.line(moment);
    run.interrupt('SIGINT');
    expect(await run.ended, run.stderr).toBe(130);
    expect(run.leftProcesses).toEqual([]);
    expect(run.leftFiles).toEqual([]);
    expect(existsSync(run.report)).toBe(false);
  },
  600_000,
);

test('SIGTERM ends it with 143', async () => {
  using run = new DemoRun(['--ci']);
  await run.line(({ event }) => event === 'sample');
  run.interrupt('SIGTERM');
  expect(await run.ended).toBe(143);
  expect(run.leftProcesses).toEqual([]);
  expect(run.leftFiles).toEqual([]);
}, 600_000);

test('a service that is killed leaves no temporary file, for it had them in a folder of the run', async () => {
  using run = new DemoRun(['--ci', '--quick', '--scenario', 'fd-per-task']);
  await run.line(({ event }) => event === 'sample');
  run.killServices();
  expect(await run.ended).toBe(2);
  expect(JSON.stringify(run.lines.at(-1))).toContain('SIGKILL');
  expect(run.leftProcesses).toEqual([]);
  expect(run.leftFiles).toEqual([]);
}, 600_000);
