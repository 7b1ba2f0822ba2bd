import { defineConfig } from 'vitest/config';

// Tests import the sources of the packages (export condition `@watertight/source`), not their builds.
const conditions = ['@watertight/source', 'node', 'import', 'module', 'default'];

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
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'], reporter: ['text-summary'] },
    projects: [
      project('cleanup-registry', 'packages/cleanup-registry'),
      project('gc-probe', 'packages/gc-probe'),
      project('pool', 'packages/pool', { globalSetup: ['test/build-worker.ts'] }),
      project('snapshot-diff', 'packages/snapshot-diff'),
      project('demo', 'apps/demo'),
    ],
  },
});
