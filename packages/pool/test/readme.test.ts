import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import * as pool from '../src/index.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const readme = () => readFile(path('../README.md'), 'utf8');

test('the example of the README is examples/hello.ts, and prints what the README says', async () => {
  const text = await readme();
  const [, example] = /```ts\n([\s\S]*?)```/.exec(text)!;
  expect(example).toBe(await readFile(path('../examples/hello.ts'), 'utf8'));
  const [, printed] = /```text\n([\s\S]*?)```/.exec(text)!;

  await mkdir(path('../.tsc/examples'), { recursive: true });
  await copyFile(path('../examples/tasks.js'), path('../.tsc/examples/tasks.js'));
  await build({
    entryPoints: [path('../examples/hello.ts')],
    outfile: path('../.tsc/examples/hello.mjs'),
    format: 'esm',
    platform: 'node',
    target: 'node20',
    bundle: true,
    plugins: [
      {
        name: 'pool-from-sources',
        setup({ onResolve }) {
          onResolve({ filter: /^@watertight\/pool$/ }, () => ({
            path: '../index.mjs',
            external: true,
          }));
        },
      },
    ],
  });
  const { stdout } = await promisify(execFile)(process.execPath, [
    path('../.tsc/examples/hello.mjs'),
  ]);
  expect(stdout).toBe(printed);
});

test('the README has every method, option, counter and code', async () => {
  const text = await readme();
  const methods = Object.getOwnPropertyNames(pool.Pool.prototype).filter(
    (name) => name !== 'constructor',
  );
  for (const name of methods) expect(text).toContain(`pool.${name}`);
  const codes = await readFile(path('../src/errors.ts'), 'utf8');
  for (const [code] of codes.matchAll(/ERR_POOL_[A-Z_]+/g)) expect(text).toContain(code);
  const options = await readFile(path('../src/options.ts'), 'utf8');
  const [, declared] = /interface PoolOptions \{([\s\S]*?)\n\}/.exec(options)!;
  for (const [, option] of declared!.matchAll(/^ {2}(\w+)\?:/gm)) {
    expect(text).toContain(`\`${option}\``);
  }
});
