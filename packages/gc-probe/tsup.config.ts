import { defineConfig } from 'tsup';
import { library, program } from '../../tsup.base.ts';

export default defineConfig([
  library(
    {
      index: 'src/index.ts',
      worker: 'src/worker.ts',
      register: 'src/register.ts',
      vitest: 'src/vitest.ts',
      prometheus: 'src/prometheus.ts',
      opentelemetry: 'src/opentelemetry.ts',
    },
    // One copy of the probe in a process: the entry for vitest uses that of the package.
    { external: ['vitest', '@watertight/gc-probe'] },
  ),
  program({ cli: 'src/cli.ts' }),
]);
