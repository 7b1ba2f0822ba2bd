import { writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { library, program } from '../../tsup.base.ts';
import { embedWorker } from './embed-worker.ts';

const entries = {
  index: 'src/index.ts',
  task: 'src/worker/task-scope.ts',
  bullmq: 'src/bullmq/index.ts',
};

/**
 * There is one implementation, in ES modules, and CommonJS requires that: half the size, and an
 * error that comes through the one is an instance of the class of the other. Not the other way
 * round: the first import of a CommonJS file takes Node.js 20 five times as long as this one.
 * Types are the other way round, because compilers still refuse what Node.js allows.
 */
async function writeOthers(): Promise<void> {
  for (const name of Object.keys(entries)) {
    await writeFile(`dist/${name}.cjs`, `module.exports = require('./${name}.js');\n`);
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
    "export * from './piscina.cjs';\nexport { Piscina as default } from './piscina.cjs';\n",
  );
}

const embed = { minify: true, esbuildPlugins: [embedWorker()] };

export default defineConfig([
  library(entries, {
    ...embed,
    format: ['esm'],
    dts: false,
    plugins: [{ name: 'others', buildEnd: writeOthers }],
  }),
  library(entries, {
    format: ['cjs'],
    dts: { only: true, compilerOptions: { ignoreDeprecations: '6.0', composite: false } },
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
