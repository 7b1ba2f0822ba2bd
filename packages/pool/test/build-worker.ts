import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';

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
 * The worker entry is started by path, and Node 20 cannot load TypeScript: build that one file.
 * Tests that need a process of their own, and worker modules, import the others, built from the
 * sources too.
 */
export async function setup(): Promise<void> {
  const one = (source: string, outfile: string) =>
    build({ ...shared, entryPoints: [path(source)], outfile: path(outfile) });
  await Promise.all([
    one('../src/worker.ts', '../dist/worker.js'),
    one('../src/index.ts', '../.tsc/index.mjs'),
    one('../src/worker/task-scope.ts', '../.tsc/task.mjs'),
  ]);
}
