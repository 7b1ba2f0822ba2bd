import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Scenario } from '../../src/scenarios/catalogue.ts';
import { DemoRun } from './run-demo.ts';

/** Runs a scenario in rounds, so that evidence ends it and not the clock, and expects all of it right. */
export async function expectRight({ id, kind, planted, between }: Scenario): Promise<{
  readonly result: Record<string, unknown>;
  readonly report: string;
}> {
  using run = new DemoRun(['--ci', '--quick', '--seed', '5', '--scenario', id]);
  const code = await run.ended;
  const result = run.lines.at(-1) ?? {};
  const count = { task: between.tasks, failure: between.malformed };
  expect(result).toMatchObject({
    scenario: id,
    kind,
    outcome: 'proved',
    reasons: [],
    culprits: planted.map(({ id: leak, per, k }) =>
      // A burst grows by no multiple of anything.
      per === 'burst'
        ? { planted: leak, right: true }
        : { planted: leak, right: true, delta: k * count[per], per, k },
    ),
    unplanted: [],
    suspectsInFixed: [],
    fixed: { verdict: 'stable', residue: { workers: 0, handles: [] }, ending: { byItself: true } },
  });
  if (kind === 'leak') expect(result).toHaveProperty('detection.first');
  else expect(result).toMatchObject({ leaky: { verdict: 'stable' } });
  // The settle window of rounds is short, and said to be.
  expect(JSON.stringify(result)).not.toContain(' 0.0 s');
  expect(code).toBe(0);
  expect(run.stderr).toBe('');
  expect(run.leftFiles).toEqual([]);
  expect(run.leftProcesses).toEqual([]);
  return { result, report: readFileSync(run.report, 'utf8') };
}
