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

const named = [
  'ArrayTaskQueue',
  'FixedQueue',
  'Piscina',
  'isWorkerThread',
  'move',
  'queueOptionsSymbol',
  'transferableSymbol',
  'valueSymbol',
  'version',
  'workerData',
];

/** The names are static properties of the class, which the detection of exports does not see. */
async function writePiscinaModule(): Promise<void> {
  const module = `import piscina from './piscina.cjs';
export default piscina;
export const { ${named.join(', ')} } = piscina;
`;
  await writeFile('dist/piscina.js', module);
  await writeFile(
    'dist/piscina.d.ts',
    "export * from './piscina.cjs';\nexport { default } from './piscina.cjs';\n",
  );
}

const embed = { minify: true, esbuildPlugins: [embedWorker()] };

export default defineConfig([
  library(entries, {
    ...embed,
    format: ['cjs'],
    plugins: [{ name: 'modules', buildEnd: writeModules }],
  }),
  // Its CommonJS form is the class itself, as in piscina; the core is required, not bundled.
  library(
    { piscina: 'src/piscina/index.ts' },
    {
      ...embed,
      format: ['cjs'],
      external: ['@watertight/pool'],
      footer: { js: 'module.exports = module.exports.default;' },
      plugins: [{ name: 'module', buildEnd: writePiscinaModule }],
    },
  ),
  // Not published: what runs from the sources reads it.
  program({ worker: 'src/worker.ts' }, { format: ['cjs'], minify: true, sourcemap: false }),
]);
