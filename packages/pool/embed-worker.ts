import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const program = async (source: string, format: 'cjs' | 'esm'): Promise<string> => {
  const options: BuildOptions = {
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    bundle: true,
    minify: true,
    platform: 'node',
    format,
    target: 'node20',
    write: false,
    logLevel: 'warning',
  };
  const { outputFiles } = await build(options);
  return outputFiles![0]!.text;
};

/** Builds the worker's program, which Node.js evaluates as a CommonJS script. */
export const buildWorker = (): Promise<string> => program('src/worker.ts', 'cjs');

/** Builds the module of piscina's workers. Stack traces show the name and not the module's URL. */
export const buildHandler = async (): Promise<string> => {
  const text = await program('src/piscina/handler.ts', 'esm');
  return `${text}//# sourceURL=@watertight/pool/piscina/handler\n`;
};

/** Puts the programs into every build as text. */
export function embedWorker(): Plugin {
  return {
    name: 'embed-worker',
    setup({ onLoad }) {
      const embed = (file: RegExp, name: string, text: () => Promise<string>): void => {
        onLoad({ filter: file }, async () => ({
          contents: `export const ${name}: string = ${JSON.stringify(await text())};`,
          loader: 'ts',
        }));
      };
      embed(/[\\/]src[\\/]worker-source\.ts$/, 'workerSource', buildWorker);
      embed(/[\\/]piscina[\\/]handler-source\.ts$/, 'handlerSource', buildHandler);
    },
  };
}
