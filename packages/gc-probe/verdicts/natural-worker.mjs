// What the programs under load do in their workers.
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { chain } from './chain.mjs';
import { traffic } from './traffic.mjs';

const { entry, job, perTick, tickMs } = workerData;
await import(pathToFileURL(entry).href);

const kept = chain();
if (job === 'leak') {
  // Traffic of its own, or V8 would have no reason to collect.
  const serve = traffic();
  setInterval(() => {
    serve();
    kept.grow(perTick);
  }, tickMs);
}
parentPort.on('message', (buffer) => parentPort.postMessage(buffer, [buffer]));
parentPort.postMessage('ready');
