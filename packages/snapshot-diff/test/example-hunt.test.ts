import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runNode } from './support/run-node.ts';

const page = readFileSync(
  new URL('../../../docs/catching-a-leak-in-a-running-process.md', import.meta.url),
  'utf8',
);
const shown = /```js\n(.*?)```\n\nprints:\n\n```text\n(.*?)```/s.exec(page)!;

it('prints what the page shows', async () => {
  const example = new URL('../examples/hunt-a-process.mjs', import.meta.url);
  expect(shown[1]).toBe(readFileSync(example, 'utf8'));
  const { code, stdout, stderr } = await runNode(example, []);
  expect(stderr).toBe('');
  expect({ code, stdout }).toEqual({ code: 0, stdout: shown[2] });
});
