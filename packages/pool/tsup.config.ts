import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { defineConfig } from 'tsup';
import { library, program } from '../../tsup.base.ts';
import { embedWorker } from './embed-worker.ts';

const entries = {
  index: 'src/index.ts',
  task: 'src/worker/task-scope.ts',
  bullmq: 'src/bullmq/index.ts',
};

/**
 * There is one implementation, in CommonJS, and the ES modules hand on its exports: half the size,
 * and an error that comes through the one is an instance of the class of the other.
 */
async function writeModules(): Promise<void> {
  const require = createRequire(import.meta.url);
  for (const name of Object.keys(entries)) {
    const names = Object.keys(require(`./dist/${name}.cjs`) as object);
    const module = `export { ${names.join(', ')} } from './${name}.cjs';\n`;
    await writeFile(`dist/${name}.js`, module);
    await writeFile(`dist/${name}.d.ts`, `export * from './${name}.cjs';\n`);
  }
}

export default defineConfig([
  library(entries, {
    format: ['cjs'],
    minify: true,
    esbuildPlugins: [embedWorker()],
    plugins: [{ name: 'modules', buildEnd: writeModules }],
  }),
  // Not published: what runs from the sources reads it.
  program({ worker: 'src/worker.ts' }, { format: ['cjs'], minify: true, sourcemap: false }),
]);
