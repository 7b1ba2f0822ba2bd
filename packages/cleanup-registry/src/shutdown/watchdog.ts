import { Worker } from 'node:worker_threads';

/** Runs in a thread of its own, where a blocked event loop of the main thread does not matter. */
const program = `
const { workerData: { ms, pid } } = require('node:worker_threads');
setTimeout(() => {
  try {
    require('node:fs').writeSync(2, 'the event loop is blocked, so the shutdown cannot end: killed by the watchdog\\n');
  } catch {}
  process.kill(pid, 'SIGKILL');
}, ms);
`;

/** Kills the process when it still exists in `ms` milliseconds. The only way out of a disposer that blocks. */
export function startWatchdog(ms: number): void {
  if (ms > 2 ** 31 - 1) return;
  const options = { eval: true, workerData: { ms, pid: process.pid }, execArgv: [], env: {} };
  const worker = new Worker(program, options);
  worker.unref();
  // Without memory or threads to spare there is no watchdog; that must not end the shutdown.
  worker.on('error', () => undefined);
}
