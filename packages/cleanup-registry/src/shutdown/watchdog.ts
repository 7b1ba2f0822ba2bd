import { Worker } from 'node:worker_threads';

/**
 * Runs in a thread of its own, where a blocked event loop of the main thread does not matter. A debugger session with
 * the main thread tells where that is; it does not when it waits in native code, so that is not waited for.
 */
const program = `
const { workerData: { ms, pid } } = require('node:worker_threads');
const end = (where) => {
  try {
    require('node:fs').writeSync(2,
      'the event loop is blocked, so the shutdown cannot end: killed by the watchdog' + where + '\\n');
  } catch {}
  process.kill(pid, 'SIGKILL');
};
setTimeout(() => {
  setTimeout(end, 3000, ' (blocked in native code)');
  try {
    const { Session } = require('node:inspector');
    const session = new Session();
    session.connectToMainThread();
    const urls = new Map();
    session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => urls.set(scriptId, url));
    session.on('Debugger.paused', ({ params: { callFrames } }) => {
      end(callFrames.map(({ functionName, url, location: { scriptId, lineNumber, columnNumber } }) =>
        '\\n    at ' + (functionName || '(anonymous)') + ' (' + (url || urls.get(scriptId)) + ':' +
        (lineNumber + 1) + ':' + ((columnNumber ?? 0) + 1) + ')').join(''));
    });
    session.post('Debugger.enable');
    session.post('Debugger.pause');
  } catch {
    // No inspector in this build: killed without the place.
  }
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
