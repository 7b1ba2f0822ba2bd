import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { story } from '../src/scenarios/catalogue.ts';

import { DemoRun } from './support/run-demo.ts';

const { planted } = story;

test('detects the leak, names every cause, proves the fixed service flat, and exits 0', async () => {
  using run = new DemoRun(['--ci', '--seed', '11']);
  const code = await run.ended;
  const result = run.lines.at(-1);
  expect(result).toMatchObject({ event: 'result', outcome: 'proved', reasons: [], exitCode: 0 });
  expect(code).toBe(0);
  expect(run.stderr).toBe('');

  expect(result).toMatchObject({
    between: { tasks: 101, failures: 7 },
    culprits: planted.map(({ id, classNames, per }) => ({
      planted: id,
      class: classNames[0],
      right: true,
      per,
      k: 1,
    })),
    unplanted: [],
    suspectsInFixed: [],
    leaky: { verdict: 'leak', ending: { byItself: false } },
    fixed: { verdict: 'stable', residue: { workers: 0, handles: [] }, ending: { byItself: true } },
  });
  expect(readFileSync(run.report, 'utf8')).toContain('<svg');
  expect(run.leftFiles).toEqual([]);
  expect(run.leftProcesses).toEqual([]);
}, 600_000);
