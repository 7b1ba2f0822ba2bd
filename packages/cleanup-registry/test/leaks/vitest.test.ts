import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Results {
  testResults: {
    assertionResults: { title: string; status: string; failureMessages: string[] }[];
  }[];
}

const fixture = fileURLToPath(new URL('../fixtures/no-leaks/suite.fixture.ts', import.meta.url));

/** The first line of the fixture with this text, as stacks write it. */
function lineOf(text: string): string {
  const lines = readFileSync(fixture, 'utf8').split('\n');
  return `suite.fixture.ts:${lines.findIndex((line) => line.includes(text)) + 1}:`;
}

test('noLeaks fails the tests that leave something open, and those only, and says where', () => {
  const vitest = join(
    dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
    'vitest.mjs',
  );
  const root = dirname(fixture);
  const { stdout } = spawnSync(process.execPath, [vitest, 'run'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, VITEST: undefined, VITEST_POOL_ID: undefined },
  });
  const { testResults } = JSON.parse(stdout) as Results;
  const outcome = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(outcome.map(({ title, status }) => [title, status])).toEqual([
    ['leaks a timer', 'failed'],
    ['leaks what its registry owns', 'failed'],
    ['closes everything', 'passed'],
    ['closes in a hook', 'passed'],
    ['leaks what is allowed', 'passed'],
    ['uses the usual asynchronous things', 'passed'],
  ]);
  const [timer, registry] = outcome.map(({ failureMessages }) => failureMessages.join());
  expect(timer).toContain('1 left open');
  expect(timer).toContain(lineOf('setInterval('));
  expect(registry).toContain('defer "flush" of scope "service"');
  expect(registry).toContain(lineOf('createRegistry('));
});
