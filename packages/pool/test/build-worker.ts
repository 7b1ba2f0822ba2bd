import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The worker entry is started by path, and Node 20 cannot load TypeScript: build that one file. */
export async function setup(): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('../src/worker.ts', import.meta.url))],
    outfile: fileURLToPath(new URL('../dist/worker.js', import.meta.url)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    sourcemap: true,
    logLevel: 'warning',
  });
}
