import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Builds the worker's program, which Node.js evaluates as a CommonJS script. */
export async function buildWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('src/worker.ts', import.meta.url))],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}

/** Puts the worker's program into every build as text. */
export function embedWorker(): Plugin {
  return {
    name: 'embed-worker',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/]worker-source\.ts$/ }, async () => ({
        contents: `export const workerSource: string = ${JSON.stringify(await buildWorker())};`,
        loader: 'ts',
      }));
    },
  };
}
