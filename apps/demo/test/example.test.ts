import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const pathOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const guide = readFileSync(pathOf('../../docs/finding-a-leak.md'), 'utf8');

test('the example of the guide finds the leak and names its line', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [pathOf('examples/find-leak.mjs')],
    { encoding: 'utf8' },
  );
  expect(stderr).not.toContain('Error');
  expect(status).toBe(0);
  const [verdict, ...culprits] = stdout.trim().split('\n');
  expect(verdict).toMatch(/^leak, first seen in workers\./);
  expect(culprits).toEqual(['Thumbnail +101: 1 per task, leaky-tasks.mjs:4']);
  expect(guide).toContain(culprits[0]);
});

test.each(['leaky-tasks.mjs', 'find-leak.mjs'])('the guide shows %s as it is', (name) => {
  const source = readFileSync(pathOf(`examples/${name}`), 'utf8');
  expect(guide).toContain(`\`\`\`js\n${source}\`\`\``);
});
