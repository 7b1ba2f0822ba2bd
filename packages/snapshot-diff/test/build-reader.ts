import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Builds the program of the reader threads, which the sources read from `dist/`. */
export async function setup(): Promise<void> {
  await build({
    entryPoints: [path('../src/reader.ts')],
    outfile: path('../dist/reader.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    logLevel: 'warning',
  });
}
