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

// In place of what a mode cannot do without, too: nothing of it is read or done.
test.each([
  '--dashboard',
  '--worker',
  '--load',
  '--http',
  '--soak',
  'worker',
  'submit',
  'status',
  'advice',
])('%s has a --help of its own', (mode) => {
  for (const help of ['--help', '-h']) {
    const { status, stdout, stderr } = demo(mode, help);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: npm run demo -- ${mode}\\b`));
    expect(stdout).toMatch(/--help +this text/);
  }
});

test('wrong usage exits 64 and says what is wrong', () => {
  const { status, stdout, stderr } = demo('--seed', 'first');
  expect(status).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toContain('--seed is "first"');
  expect(stderr).toContain('Usage:');
});
