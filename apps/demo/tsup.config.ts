import { defineConfig } from 'tsup';
import { program } from '../../tsup.base.ts';

// Entries are the files that are started by path; each is found relative to the bundle that starts it.
export default defineConfig([
  program(
    {
      main: 'src/main.ts',
      'compare-tasks': 'src/story/compare-tasks.ts',
      'process/main': 'src/process/main.ts',
      'process/tasks': 'src/service/tasks/index.ts',
      'process/journal-worker': 'src/service/journal-worker.ts',
      'process/quarantine-worker': 'src/service/quarantine-worker.ts',
      'process/digest-worker': 'src/scenarios/digest-worker.ts',
      'process/audit-worker': 'src/scenarios/audit-worker.ts',
      'process/digest-task': 'src/scenarios/digest-task.ts',
      'process/moved-task': 'src/scenarios/moved-task.ts',
    },
    // A mode's code is loaded only when the mode is chosen.
    { splitting: true },
  ),
]);
