import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// What tests read from programs that they start has no colours in it, whoever asks for some.
delete process.env['FORCE_COLOR'];

// Tests import the sources of the packages (export condition `@watertight/source`), not their builds.
// Not `module`, which is for bundlers: @opentelemetry/api has files there that Node.js cannot load.
const conditions = ['@watertight/source', 'node', 'import', 'default'];

// Workers are started by path, and Node 20 cannot load TypeScript: these files are built first.
const buildWorker = fileURLToPath(new URL('./packages/pool/test/build-worker.ts', import.meta.url));

const buildReader = fileURLToPath(
  new URL('./packages/snapshot-diff/test/build-reader.ts', import.meta.url),
);

const project = (name: string, root: string, more: object = {}) => ({
  extends: true as const,
  test: { name, root, include: ['test/**/*.test.ts'], ...more },
});

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // Real processes, as the packages meet them; a vitest worker thread would hide process-wide counts.
    pool: 'forks',
    execArgv: ['--expose-gc'],
    reporters: ['default', './scripts/unfinished-reporter.mjs'],
    maxWorkers: 2,
    // Far more than any takes here: a slow machine with other work must not fail what is right.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'], reporter: ['text-summary'] },
    projects: [
      project('cleanup-registry', 'packages/cleanup-registry'),
      project('gc-probe', 'packages/gc-probe'),
      project('pool', 'packages/pool', { globalSetup: [buildWorker] }),
      project('snapshot-diff', 'packages/snapshot-diff', { globalSetup: [buildReader] }),
      project('demo', 'apps/demo'),
    ],
  },
});
