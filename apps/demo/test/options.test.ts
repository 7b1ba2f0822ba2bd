import { expect, test } from 'vitest';
import { catalogue, story } from '../src/scenarios/catalogue.ts';
import { UsageError } from '../src/command/usage-error.ts';
import { parseOptions } from '../src/modes/story-options.ts';

test('defaults', () => {
  expect(parseOptions([])).toEqual({
    scenarios: [story],
    quick: false,
    list: false,
    seed: 1,
    rate: undefined,
    ci: false,
    report: 'watertight-report.html',
  });
});

test('reads what is given', () => {
  expect(parseOptions(['--ci', '--seed', '9', '--rate=50', '--report', 'x.html'])).toEqual({
    scenarios: [story],
    quick: false,
    list: false,
    seed: 9,
    rate: 50,
    ci: true,
    report: 'x.html',
  });
});

test('takes one scenario by its name, or all of them', () => {
  expect(parseOptions(['--scenario', 'lru-cache']).scenarios.map(({ id }) => id)).toEqual([
    'lru-cache',
  ]);
  expect(parseOptions(['--scenario', 'all']).scenarios).toBe(catalogue);
});

test.each([
  [['--scenario', 'x'], /--scenario is "x"; expected all, or one of story, worker-per-task/],
  [['--quick', '--rate', '9'], /--quick has no --rate/],
  [['--seed', 'x'], /--seed is "x"; expected a whole number from 0/],
  [['--seed', ''], /--seed is ""/],
  [['--rate', '0'], /--rate is "0"; expected a whole number from 1/],
  [['--rate', '1.5'], /--rate is "1\.5"/],
  [['--colour'], /--colour/],
  [['extra'], /extra/],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args)).toThrow(UsageError);
  expect(() => parseOptions(args)).toThrow(message);
});
