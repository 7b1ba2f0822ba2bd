import { expect, test } from 'vitest';
import { catalogue } from '../src/scenarios/catalogue.ts';
import { DemoRun } from './support/run-demo.ts';

// One of each sort; `npm run catalogue` runs them all, many times.
const chosen = new Set(['pending-map', 'fd-per-task', 'never-settled', 'lru-cache']);

test.each(catalogue.filter(({ id }) => chosen.has(id)))(
  '$id comes out right',
  async ({ id, kind, planted, between }) => {
    using run = new DemoRun(['--ci', '--seed', '5', '--scenario', id]);
    expect(await run.ended).toBe(0);
    const count = { task: between.tasks, failure: between.malformed, burst: 0 };
    expect(run.lines.at(-1)).toMatchObject({
      scenario: id,
      kind,
      outcome: 'proved',
      reasons: [],
      culprits: planted.map(({ per, k }) => ({ right: true, delta: k * count[per], per, k })),
      unplanted: [],
      suspectsInFixed: [],
      leaky: { verdict: kind === 'leak' ? 'leak' : 'stable' },
      fixed: { verdict: 'stable' },
    });
    expect(run.leftFiles).toEqual([]);
    expect(run.leftProcesses).toEqual([]);
  },
  900_000,
);
