import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const run = promisify(execFile);
const files = (await readdir(path('../examples'))).filter((name) => name.endsWith('.mjs'));
/** Without what the test runner tells Node.js of TypeScript. */
const { NODE_OPTIONS: _, ...env } = process.env;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
/** Node.js strips types by itself. */
const strips = major > 22 || (major === 22 && minor >= 18);
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
  await copyFile(path('../examples/typed-tasks.ts'), path('../.tsc/examples/typed-tasks.ts'));
});

for (const name of files) {
  const source = await readFile(path(`../examples/${name}`), 'utf8');
  const printed = PRINTS.exec(source)?.[1];
  if (printed === undefined) continue;
  const runs = name !== 'typescript.mjs' || strips;
  test.runIf(runs)(`examples/${name} prints what it says`, async () => {
    const { stdout, stderr } = await run(process.execPath, [await prepare(name)], { env });
    expect(stderr).toBe('');
    expect(stdout).toBe(printed.replaceAll(/^\/\/ /gm, ''));
  });
}
