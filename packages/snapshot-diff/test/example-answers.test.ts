import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

const example = (name: string): URL => new URL(`../examples/${name}`, import.meta.url);
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('the leak test fails in the runner of Node.js, and names the leak', async () => {
  const { code, stdout } = await runNode(example('leak-test.mjs'), []);
  expect(code).toBe(1);
  expect(stdout).toContain('handling a request leaves nothing behind');
  expect(stdout).toContain('leak: Session +101 = 1 per task');
  expect(stdout).toContain('ERR_LEAK');
}, 240_000);

it('the series prints what the README shows', async () => {
  using directory = new TemporaryDirectory();
  const { code, stdout, stderr } = await runNode(example('series.mjs'), [directory.path]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toEqual([
    'Session 101, 101, 101: 303 since the first',
    'they pile up in a Map',
    'without it 404 would be freed',
    'watertight.snapshot-diff.baseline/1: 404 stored',
  ]);
  expect(readme).toContain(stdout.trimEnd());
}, 240_000);
