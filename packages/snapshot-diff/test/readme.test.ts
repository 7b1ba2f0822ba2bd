import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runNode } from './support/run-node.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

const example = new URL('../examples/find-the-leak.mjs', import.meta.url);
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\\n(.*?)\n\`\`\``, 's').exec(readme)![1]!;
}

it('shows the example as it is', () => {
  expect(block('js')).toBe(readFileSync(example, 'utf8').trimEnd());
});

it('shows what the example prints', async () => {
  using directory = new TemporaryDirectory();
  const { code, stdout, stderr } = await runNode(example, [directory.path]);
  expect(stderr).toBe('');
  expect({ code, stdout: stdout.trimEnd() }).toEqual({ code: 0, stdout: block('text') });
});

it('is short', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(300);
});
