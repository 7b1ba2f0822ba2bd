import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const run = (...args: string[]): ReturnType<typeof spawnSync> =>
  spawnSync(process.execPath, args, { encoding: 'utf8' });

/** What each case must come to: the table of the page about the usual advice. */
function rowsOfThePage(): object[] {
  const page = readFileSync(here('../../../docs/the-usual-advice.md'), 'utf8');
  const lines = page.slice(page.indexOf('## What comes of it')).split('\n');
  const [, , ...rows] = lines.filter((line) => line.startsWith('|'));
  return rows.map((row) => {
    const [, what, advised, pool] = row.split('|').map((cell) => cell.trim());
    return { what, advised, pool };
  });
}

test('everything that goes wrong with the usual advice does so, as the page says', () => {
  const { status, stdout, stderr } = run(here('../dist/main.js'), 'advice', '--ci');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const lines = String(stdout).trim().split('\n');
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const last = told.pop();
  expect(told).toEqual(rowsOfThePage());
  expect(told).toHaveLength(15);
  expect(last).toEqual({ cost: { advised: expect.any(Number), pool: expect.any(Number) } });
}, 120_000);

test('an error that follows the answer has no certain outcome', () => {
  const { status, stdout } = run(here('../examples/error-after-answer.mjs'));
  expect(status).toBe(0);
  const [, answers, rejected, uncaught] = (
    /^(\d+) answers sent: (\d+) rejected all the same, (\d+) uncaught exceptions\n$/.exec(
      String(stdout),
    ) ?? []
  ).map(Number);
  expect(answers).toBe(50);
  expect(rejected! + uncaught!).toBeLessThanOrEqual(50);
}, 120_000);
