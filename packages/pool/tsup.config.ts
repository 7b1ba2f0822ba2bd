import { defineConfig } from 'tsup';
import { library, program } from '../../tsup.base.ts';
import { embedWorker } from './embed-worker.ts';

export default defineConfig([
  library(
    { index: 'src/index.ts', task: 'src/worker/task-scope.ts' },
    { esbuildPlugins: [embedWorker()] },
  ),
  // Not published: what runs from the sources reads it.
  program({ worker: 'src/worker.ts' }, { format: ['cjs'], minify: true, sourcemap: false }),
]);
