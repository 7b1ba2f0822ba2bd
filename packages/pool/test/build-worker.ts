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
 * Tests that need a process of their own import the second one, built from the sources too.
 */
export async function setup(): Promise<void> {
  await Promise.all([
    build({
      ...shared,
      entryPoints: [path('../src/worker.ts')],
      outfile: path('../dist/worker.js'),
    }),
    build({
      ...shared,
      entryPoints: [path('../src/index.ts')],
      outfile: path('../.tsc/index.mjs'),
    }),
  ]);
}
