import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run, useBuilt } from './support/built.ts';

const built = useBuilt();
const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const example = readFileSync(join(root, 'examples/watch-a-service.mjs'), 'utf8');

test('the example of the README is the file that is run', () => {
  const block = /```js\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(block).toBe(example);
});

test('the example prints what the README says', async () => {
  // As a user has it: the package found by its name.
  const home = mkdtempSync(join(tmpdir(), 'gc-probe-readme-'));
  try {
    const scope = join(home, 'node_modules', '@watertight');
    mkdirSync(scope, { recursive: true });
    symlinkSync(built.directory, join(scope, 'gc-probe'));
    writeFileSync(join(built.directory, 'package.json'), '{"exports":"./index.mjs"}');
    writeFileSync(join(home, 'example.mjs'), example);
    const { code, stdout, stderr } = await run([join(home, 'example.mjs')]);
    const printed = /It prints `(.*?)`/.exec(readme)?.[1];
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${printed}\n`, stderr: '' });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
