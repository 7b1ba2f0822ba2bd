import { expect, test } from 'vitest';
import { DemoRun } from './support/run-demo.ts';

test('2,000 tasks: all of them, no leak, nothing left', async () => {
  using run = new DemoRun(['--soak', '2000', '--ci']);
  const code = await run.ended;
  const result = run.lines.at(-1)!;
  // So short a run may stay undecided; it may not be called a leak, and nothing may be lost.
  expect([0, 2], run.stderr).toContain(code);
  expect(result).toMatchObject({
    exitCode: code,
    load: { offered: 2000, shed: 0, underWay: 0 },
    residue: { workers: 0, handles: [] },
    ending: { byItself: true },
  });
  const { done, failed } = result['load'] as Record<string, number>;
  expect(done! + failed!).toBe(2000);
  expect(['stable', 'suspect', 'insufficient']).toContain(result['verdict']);
  expect(result['rss']).toMatchObject({ growth: expect.any(Number) as number });
  expect(run.lines.filter(({ event }) => event === 'sample')).toHaveLength(50);
  expect(run.leftProcesses).toEqual([]);
}, 300_000);
