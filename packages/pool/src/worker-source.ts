import { readFileSync } from 'node:fs';

/**
 * The worker's program. Builds put the text itself here (see `embed-worker.ts`): a worker file
 * that is found by its path is lost when somebody bundles this package with their app.
 */
export const workerSource: string = readFileSync(
  new URL('../dist/worker.cjs', import.meta.url),
  'utf8',
);
