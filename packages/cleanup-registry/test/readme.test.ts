import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? '';

test('the example of the README prints what the README says', () => {
  const { code } = transformSync(block('ts'), { loader: 'ts', format: 'esm', target: 'node20' });
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  });
  expect(output).toBe(block('text'));
});

test('the README is short', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(150);
});
