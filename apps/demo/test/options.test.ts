import { expect, test } from 'vitest';
import { parseOptions, UsageError } from '../src/options.ts';

test('defaults', () => {
  expect(parseOptions([])).toEqual({
    seed: 1,
    rate: 40,
    ci: false,
    report: 'watertight-report.html',
    help: false,
  });
});

test('reads what is given', () => {
  expect(parseOptions(['--ci', '--seed', '9', '--rate=50', '--report', 'x.html'])).toEqual({
    seed: 9,
    rate: 50,
    ci: true,
    report: 'x.html',
    help: false,
  });
});

test.each([
  [['--seed', 'x'], /--seed is "x"; expected a whole number from 0/],
  [['--seed', ''], /--seed is ""/],
  [['--rate', '0'], /--rate is "0"; expected a whole number from 5/],
  [['--rate', '1.5'], /--rate is "1\.5"/],
  [['--colour'], /--colour/],
  [['extra'], /extra/],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args)).toThrow(UsageError);
  expect(() => parseOptions(args)).toThrow(message);
});
