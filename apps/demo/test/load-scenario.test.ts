import { expect, test } from 'vitest';
import { run as runLoad } from '../src/modes/load.ts';
import { DemoRun } from './support/run-demo.ts';

const patience = 600_000;
const underLoad = (...more: string[]): DemoRun =>
  new DemoRun(['--ci', '--load', 'poisson', '--rate', '40', '--scenario', ...more]);

test.concurrent(
  'the leak of a scenario is found under the load that was asked for, named, and held against the truth',
  async () => {
    using run = underLoad('pending-map');
    expect(await run.ended, run.stderr).toBe(1);
    const result = run.lines.at(-1)!;
    expect(result).toMatchObject({
      outcome: 'leak',
      reasons: [],
      settings: { scenario: 'pending-map', mode: 'leaky', schedule: { kind: 'poisson', rate: 40 } },
      between: { tasks: 101 },
      planted: [{ planted: 'pending-map', class: 'PendingTask', right: true }],
      load: { underWay: 0, shed: 0, wantedRate: 40 },
    });
    const classes = (result['culprits'] as { class: string; delta: number }[]).map((culprit) => [
      culprit.class,
      culprit.delta,
    ]);
    expect(classes).toContainEqual(['PendingTask', 101]);
    expect(run.leftProcesses).toEqual([]);
    expect(run.leftFiles).toEqual([]);
  },
  patience,
);

test.concurrent(
  'more idle workers than there may be are a leak by themselves, and the class is named',
  async () => {
    using run = new DemoRun(['--ci', '--load=constant', '--scenario=worker-per-task']);
    expect(await run.ended, run.stderr).toBe(1);
    expect(run.lines.at(-1)).toMatchObject({
      outcome: 'leak',
      reasons: [expect.stringMatching(/^\d+ workers were alive with nothing to do$/)],
      culprits: [{ class: 'Worker', delta: 13, per: 'task', k: 1 }],
      planted: [{ planted: 'worker-per-task', class: 'Worker', right: true }],
    });
  },
  patience,
);

test.concurrent(
  'a control is accused of nothing',
  async () => {
    using run = underLoad('lru-cache');
    expect(await run.ended, run.stderr).toBe(0);
    const result = run.lines.at(-1)!;
    expect(result).toMatchObject({
      outcome: 'passed',
      verdict: 'stable',
      culprits: [],
      settings: { mode: 'leaky' },
      residue: { workers: 0, handles: [] },
    });
    expect(result['title']).toContain('a control');
  },
  patience,
);

test.concurrent(
  'a task that is lost is told as lost, and with --fixed none is',
  async () => {
    const tasks = ['never-settled', '--tasks', '60', '--queue', '40'];
    using leaky = underLoad(...tasks);
    using fixed = underLoad(...tasks, '--fixed');
    await Promise.all([leaky.ended, fixed.ended]);
    const [lost, sound] = [leaky.lines.at(-1)!, fixed.lines.at(-1)!];
    const load = { offered: 60, done: 59, failed: 1, shed: 0, underWay: 0 };
    expect(lost['load'], leaky.stderr).toMatchObject({ ...load, lost: 1 });
    expect(sound['load'], fixed.stderr).toMatchObject({ ...load, lost: 0 });
    expect([lost['settings'], sound['settings']]).toMatchObject([
      { mode: 'leaky' },
      { mode: 'fixed' },
    ]);
  },
  patience,
);

test.each([
  [['--fixed'], /--fixed says nothing without --scenario/],
  [['--scenario', 'all'], /--scenario is "all"; expected one of story, /],
])('%j is wrong usage', async (more, message) => {
  await expect(runLoad(['--load', 'poisson', ...more])).rejects.toThrow(message);
});
