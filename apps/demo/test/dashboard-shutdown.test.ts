import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { DashboardRun } from './support/dashboard-run.ts';
import { DemoRun } from './support/run-demo.ts';
import type { State } from '../src/dashboard/view/wire.ts';

const moments: [string, (state: State) => boolean][] = [
  ['while the services start', () => true],
  ['under load', ({ looks }) => looks.length > 0],
  ['while snapshots are taken', ({ marks }) => marks.some(({ kind }) => kind === 'snapshot')],
  ['while another scenario begins', ({ phase }) => phase === 'ending'],
];

test.each(moments)(
  'Ctrl-C %s leaves no process, port or file',
  async (name, moment) => {
    using run = await DashboardRun.start('--scenario', 'fd-per-task', '--seed', '2');
    await run.listen();
    if (name.includes('snapshots') || name.includes('another')) {
      await run.until(({ phase }) => phase === 'watching');
      if (name.includes('snapshots')) await run.post('/investigate', {});
      else await run.post('/restart', { scenario: 'results-kept' });
    }
    await run.until(moment);
    run.interrupt('SIGINT');
    expect(await run.ended, run.stderr).toBe(130);
    expect(run.stderr).toBe('');
    expect(run.leftProcesses).toEqual([]);
    expect(run.leftFiles).toEqual([]);
    await expect(fetch(run.url)).rejects.toThrow('fetch failed');
  },
  1_200_000,
);

test('SIGTERM ends it with 143', async () => {
  using run = await DashboardRun.start();
  await run.listen();
  await run.until(({ looks }) => looks.length > 0);
  run.interrupt('SIGTERM');
  expect(await run.ended, run.stderr).toBe(143);
  expect(run.leftProcesses).toEqual([]);
  expect(run.leftFiles).toEqual([]);
}, 1_200_000);

test('a port that is taken is said to be, and nothing is left', async () => {
  const other = createServer();
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  using run = new DemoRun(['--dashboard', '--port', String(port)]);
  expect(await run.ended).toBe(1);
  expect(run.stderr).toBe(
    `port ${port} is taken; choose another with --port, or leave it out for any that is free\n`,
  );
  expect(run.leftFiles).toEqual([]);
  other.close();
}, 1_200_000);
