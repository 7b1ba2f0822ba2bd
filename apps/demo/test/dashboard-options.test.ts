import { expect, test } from 'vitest';
import { UsageError } from '../src/command/usage-error.ts';
import { parseOptions } from '../src/modes/dashboard-options.ts';
import { scenarioNamed, story } from '../src/scenarios/catalogue.ts';

test('defaults: the story, on any free port', () => {
  expect(parseOptions(['--dashboard'])).toEqual({
    scenario: story,
    seed: 1,
    rate: undefined,
    port: 0,
  });
});

test('reads what is given', () => {
  const args = ['--dashboard', '--port', '8080', '--scenario=lru-cache', '--seed', '3'];
  expect(parseOptions([...args, '--rate', '9'])).toMatchObject({
    scenario: scenarioNamed('lru-cache'),
    seed: 3,
    rate: 9,
    port: 8080,
  });
});

test.each([
  [['--port', '65536'], /--port is "65536"; expected a whole number from 0 to 65535/],
  [['--port', 'x'], /--port is "x"/],
  [['--scenario', 'all'], /--scenario is "all"; expected one of story, /],
  [['--report', 'x.html'], /--report/],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(['--dashboard', ...args])).toThrow(UsageError);
  expect(() => parseOptions(['--dashboard', ...args])).toThrow(message);
});
