// Preloaded: node --import @watertight/gc-probe/register app.js. Settings by environment.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { answerProbes } from './observe/answering.ts';
import { record, settingsFrom } from './recording.ts';

// NODE_OPTIONS reach the programs that this one starts; only the first process records.
const owner = process.env['GC_PROBE_OWNER'];

answerProbes();

if (isMainThread && (owner === undefined || owner === String(process.pid))) {
  process.env['GC_PROBE_OWNER'] = String(process.pid);
  try {
    record(settingsFrom(process.env));
  } catch (error) {
    // A wrong setting must not stop the program that was to be watched.
    writeSync(2, `gc-probe does not watch: ${String(error)}\n`);
  }
}
