import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';

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

test('the example of the README is the runnable one', () => {
  expect(block('ts')).toBe(
    readFileSync(new URL('../examples/service.ts', import.meta.url), 'utf8'),
  );
});

test('every method of a registry has a heading', () => {
  const headings = readme
    .split('\n')
    .filter((line) => line.startsWith('### '))
    .join('\n');
  const { prototype } = createRegistry().constructor as { prototype: object };
  const methods = [prototype, Object.getPrototypeOf(prototype) as object]
    .flatMap((each) => Object.getOwnPropertyNames(each))
    .filter((name) => name !== 'constructor');
  expect(methods.length).toBeGreaterThan(30);
  for (const name of methods) expect(headings).toMatch(new RegExp(`\`${name}[(\`]`));
});
