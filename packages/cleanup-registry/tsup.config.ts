import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

const external = ['vitest', '@watertight/cleanup-registry', '@watertight/cleanup-registry/stacks'];

export default defineConfig([
  // The specification says what the functions of the stacks are called.
  library({ stacks: 'src/stacks.ts' }, { external, keepNames: true }),
  // Elsewhere keeping names costs a call for each closure that is made.
  library(
    {
      index: 'src/index.ts',
      report: 'src/report.ts',
      shutdown: 'src/shutdown.ts',
      vitest: 'src/vitest.ts',
    },
    { external, keepNames: false },
  ),
]);
