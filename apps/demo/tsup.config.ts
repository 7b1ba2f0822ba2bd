import { defineConfig } from 'tsup';
import { program } from '../../tsup.base.ts';

// Entries are the files that are started by path; each is found relative to the bundle that starts it.
export default defineConfig([
  program({
    main: 'src/main.ts',
    'service/main': 'src/service/main.ts',
    'compare-tasks': 'src/story/compare-tasks.ts',
    'service/tasks': 'src/service/tasks/index.ts',
    'service/journal-worker': 'src/service/journal-worker.ts',
    'service/quarantine-worker': 'src/service/quarantine-worker.ts',
  }),
]);
