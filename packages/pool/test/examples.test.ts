import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const run = promisify(execFile);
const files = (await readdir(path('../examples'))).filter((name) => name.endsWith('.mjs'));
const PRINTS = /\/\/ prints:\n((?:\/\/ .*\n)+)$/;

/** Runs on every version of Node.js, against the package as it is built from the sources. */
async function prepare(name: string): Promise<string> {
  const outfile = path(`../.tsc/examples/${name}`);
  // `await using` is lowered for versions that cannot parse it.
  await build({
    entryPoints: [path(`../examples/${name}`)],
    outfile,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    alias: { '@watertight/pool': '../index.mjs', '@watertight/pool/task': '../task.mjs' },
    bundle: true,
    external: ['../index.mjs', '../task.mjs'],
  });
  return outfile;
}

beforeAll(async () => {
  await Promise.all(['jobs.js', 'scoped.js'].map(prepare));
});

for (const name of files) {
  const source = await readFile(path(`../examples/${name}`), 'utf8');
  const printed = PRINTS.exec(source)?.[1];
  if (printed === undefined) continue;
  test(`examples/${name} prints what it says`, async () => {
    const { stdout, stderr } = await run(process.execPath, [await prepare(name)]);
    expect(stderr).toBe('');
    expect(stdout).toBe(printed.replaceAll(/^\/\/ /gm, ''));
  });
}
