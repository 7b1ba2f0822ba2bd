import { writeFileSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { program } from '../../tsup.base.ts';
import { findFixes } from './src/fixes/find-fixes.ts';
import { fixesFile } from './src/fixes/fix.ts';
import { catalogue } from './src/scenarios/catalogue.ts';

// Entries are the files that are started by path. All lie in one folder, where the chunks of shared code
// lie too: whichever of them starts a file finds it beside itself.
export default defineConfig([
  program(
    {
      main: 'src/main.ts',
      'compare-tasks': 'src/story/compare-tasks.ts',
      'service-process': 'src/process/main.ts',
      tasks: 'src/service/tasks/index.ts',
      'journal-worker': 'src/service/journal-worker.ts',
      'quarantine-worker': 'src/service/quarantine-worker.ts',
      'digest-worker': 'src/scenarios/digest-worker.ts',
      'audit-worker': 'src/scenarios/audit-worker.ts',
      'digest-task': 'src/scenarios/digest-task.ts',
      'moved-task': 'src/scenarios/moved-task.ts',
      'advised-worker': 'src/advice/advised-worker.ts',
      'advice-tasks': 'src/advice/advice-tasks.ts',
    },
    // A mode's code is loaded only when the mode is chosen.
    {
      splitting: true,
      async onSuccess() {
        writeFileSync(`dist/${fixesFile}`, JSON.stringify(findFixes('src', catalogue)));
      },
    },
  ),
  // What the dashboard's page loads, with uPlot in it.
  program(
    {
      'dashboard-page': 'src/dashboard/page/main.ts',
    },
    {
      platform: 'browser',
      target: 'es2023',
      noExternal: ['uplot'],
      minify: true,
      sourcemap: false,
    },
  ),
  {
    entry: { 'dashboard-page': 'src/dashboard/page/page.css' },
    noExternal: ['uplot'],
    minify: true,
    clean: false,
  },
]);
