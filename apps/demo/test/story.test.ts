import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { story } from '../src/scenarios/catalogue.ts';
import { expectRight } from './support/expect-right.ts';
import { DemoRun } from './support/run-demo.ts';

test('four leaks at once: each is named, and the leaky service cannot end by itself', async () => {
  const { result, report } = await expectRight(story);
  expect(result).toMatchObject({
    between: { tasks: 101, failures: 7 },
    culprits: story.planted.map(({ id, classNames }) => ({ planted: id, class: classNames[0] })),
    leaky: { verdict: 'leak', ending: { byItself: false } },
  });
  expect(report).toContain('<svg');
}, 600_000);

test('by the clock, with arrivals at random, it comes out the same', async () => {
  using run = new DemoRun(['--ci', '--scenario', 'pending-map', '--seed', '11']);
  const code = await run.ended;
  expect(run.lines.at(-1)).toMatchObject({
    outcome: 'proved',
    reasons: [],
    settings: { rate: 40, settle: 2500 },
    culprits: [{ class: 'PendingTask', delta: 101, right: true }],
  });
  expect(code).toBe(0);
  expect(readFileSync(run.report, 'utf8')).toContain('pending.delete(id);');
}, 600_000);
