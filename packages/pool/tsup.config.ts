import { defineConfig } from 'tsup';
import { library, program } from '../../tsup.base.ts';

export default defineConfig([
  library({ index: 'src/index.ts', task: 'src/worker/task-scope.ts' }),
  program({ worker: 'src/worker.ts' }),
]);
