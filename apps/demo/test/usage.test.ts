import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const demo = (...args: string[]): ReturnType<typeof spawnSync> =>
  spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });

test('--help teaches and exits 0', () => {
  const { status, stdout } = demo('--help');
  expect(status).toBe(0);
  for (const option of ['--seed', '--rate', '--report', '--ci']) expect(stdout).toContain(option);
});

test('wrong usage exits 64 and says what is wrong', () => {
  const { status, stdout, stderr } = demo('--seed', 'first');
  expect(status).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toContain('--seed is "first"');
  expect(stderr).toContain('Usage:');
});
