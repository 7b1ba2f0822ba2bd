import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { fixture } from './helpers.ts';

const built = fileURLToPath(new URL('../.tsc/index.mjs', import.meta.url));
const scope = fileURLToPath(new URL('../.tsc/task.mjs', import.meta.url));

/** An app with two entries, in a folder of its own; where it ends up, nothing else is. */
async function app(): Promise<{ source: string; out: string; alias: Record<string, string> }> {
  const folder = await mkdtemp(join(tmpdir(), 'watertight-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const source = join(folder, 'source');
  await mkdir(source);
  await copyFile(fixture('bundled/app.js'), join(source, 'app.js'));
  await copyFile(fixture('bundled/tasks.js'), join(source, 'tasks.js'));
  const out = join(folder, 'out');
  return { source, out, alias: { '@watertight/pool/task': scope, '@watertight/pool': built } };
}

async function expectItRuns(file: string): Promise<void> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file]);
  expect({ stdout, stderr }).toEqual({
    stdout: 'bundled work ERR_POOL_WORKER_EXITED 0\n',
    stderr: '',
  });
}

test('an app bundled by esbuild runs, with no file of this package beside it', async () => {
  const { source, out, alias } = await app();
  await esbuild({
    entryPoints: [join(source, 'app.js'), join(source, 'tasks.js')],
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    alias,
  });
  await expectItRuns(join(out, 'app.mjs'));
});

test('an app bundled by esbuild as CommonJS runs, though it has no import.meta.url', async () => {
  const { source, out, alias } = await app();
  await esbuild({
    entryPoints: [join(source, 'app.js'), join(source, 'tasks.js')],
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    alias,
    logOverride: { 'empty-import-meta': 'error' },
  });
  await expectItRuns(join(out, 'app.cjs'));
});

test('an app bundled by vite runs', async () => {
  const { source, out, alias } = await app();
  await writeFile(join(source, 'package.json'), '{ "type": "module" }');
  await vite({
    root: source,
    configFile: false,
    logLevel: 'silent',
    resolve: {
      alias: Object.entries(alias).map(([name, replacement]) => ({
        find: new RegExp(`^${name}$`),
        replacement,
      })),
    },
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: true,
      rollupOptions: {
        input: { app: join(source, 'app.js'), tasks: join(source, 'tasks.js') },
        output: { entryFileNames: '[name].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  await expectItRuns(join(out, 'app.mjs'));
});
