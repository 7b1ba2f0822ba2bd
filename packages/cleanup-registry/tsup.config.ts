import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

export default defineConfig([
  library(
    {
      index: 'src/index.ts',
      stacks: 'src/stacks.ts',
      report: 'src/report.ts',
      shutdown: 'src/shutdown.ts',
      vitest: 'src/vitest.ts',
    },
    { external: ['vitest', '@watertight/cleanup-registry', '@watertight/cleanup-registry/stacks'] },
  ),
]);
