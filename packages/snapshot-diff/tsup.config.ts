import { defineConfig } from 'tsup';
import { library, program } from '../../tsup.base.ts';

export default defineConfig([
  library(
    { index: 'src/index.ts', vitest: 'src/vitest.ts' },
    // One census of the workers in a process: the entry for vitest uses that of the package.
    { external: ['vitest', '@watertight/snapshot-diff'] },
  ),
  program({ cli: 'src/cli.ts', reader: 'src/reader.ts' }),
]);
