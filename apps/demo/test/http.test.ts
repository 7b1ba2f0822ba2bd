import { expect, test } from 'vitest';
import { DemoRun } from './support/run-demo.ts';

test('what the clients saw is what the service counted, to the request, and it sheds', async () => {
  using run = new DemoRun([
    '--http',
    '--tasks',
    '300',
    '--connections',
    '8',
    '--queue',
    '2',
    '--ci',
  ]);
  const code = await run.ended;
  const result = run.lines.at(-1)!;
  expect(result['reasons'], run.stderr).toEqual([]);
  expect(code).toBe(0);
  const { done, failed, shed, offered } = result['load'] as Record<string, number>;
  const clients = result['clients'] as { statuses: Record<string, number>; errors: number };
  expect(offered).toBe(300);
  expect(done! + failed! + shed!).toBe(300);
  const { 200: answered = 0, 422: refused = 0, 503: turnedAway = 0 } = clients.statuses;
  expect([answered, refused, turnedAway]).toEqual([done, failed, shed]);
  // Eight clients that ask at once, and two places.
  expect(shed).toBeGreaterThan(0);
  expect(result).toMatchObject({ outcome: 'passed', residue: { workers: 0, handles: [] } });
}, 300_000);

test('errors have their status and code; 503 says when to come again; a signal drains it', async () => {
  using run = new DemoRun(['--ci', '--http', '--tasks=1000000', '--connections=8', '--queue=1']);
  await run.line(({ event }) => event === 'sample');
  const address = run.lines
    .map(({ text }) => String(text))
    .join()
    .match(/http:\S+?\/tasks\//)![0];
  const post = (path: string, body: string | Uint8Array): Promise<Response> =>
    fetch(address + path, { method: 'POST', body });

  let overloaded: Response | undefined;
  while (overloaded?.status !== 503) {
    await overloaded?.arrayBuffer();
    overloaded = await post('hash', 'text');
  }
  expect(overloaded.headers.get('retry-after')).toBe('1');
  expect(await overloaded.json()).toMatchObject({ code: 'ERR_SERVICE_OVERLOADED' });
  expect((await post('shred', 'text')).status).toBe(404);
  expect((await fetch(`${address}gzip`)).status).toBe(405);
  expect((await post('gzip', new Uint8Array(2 ** 20 + 1))).status).toBe(413);

  run.interrupt('SIGTERM');
  expect(await run.ended, run.stderr).toBe(143);
  const { offered, done, failed, shed, underWay } = run.lines.at(-1)!['load'] as Record<
    string,
    number
  >;
  expect(underWay).toBe(0);
  expect(done! + failed! + shed!).toBe(offered);
  expect(run.leftProcesses).toEqual([]);
  expect(run.leftFiles).toEqual([]);
  await expect(post('hash', 'text')).rejects.toThrow();
}, 300_000);
