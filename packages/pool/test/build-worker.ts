import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { buildHandler, buildWorker, embedWorker } from '../embed-worker.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const shared: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  keepNames: true,
  sourcemap: true,
  logLevel: 'warning',
};

/**
 * Builds the worker's program, which the sources read from `dist/`. Tests that need a process of
 * their own, and worker modules, import the others, built from the sources too.
 */
export async function setup(): Promise<void> {
  const one = (source: string, outfile: string, more: BuildOptions = {}) =>
    build({
      ...shared,
      ...more,
      entryPoints: [path(source)],
      outfile: path(outfile),
      plugins: [embedWorker()],
    });
  const alias = { '@watertight/pool': path('../src/index.ts') };
  await mkdir(path('../dist'), { recursive: true });
  await Promise.all([
    writeFile(path('../dist/worker.cjs'), await buildWorker()),
    writeFile(path('../dist/piscina-handler.mjs'), await buildHandler()),
    one('../src/index.ts', '../.tsc/index.mjs'),
    one('../src/worker/task-scope.ts', '../.tsc/task.mjs'),
    one('../src/piscina/index.ts', '../.tsc/piscina.mjs', { alias }),
    one('../src/piscina/index.ts', '../.tsc/piscina.cjs', {
      alias,
      format: 'cjs',
      footer: { js: 'module.exports = module.exports.default;' },
      logOverride: { 'empty-import-meta': 'silent' },
    }),
  ]);
}
