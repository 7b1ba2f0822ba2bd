// What the programs under load do in their workers.
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { chain } from './chain.mjs';

const { entry, job, perTick, tickMs } = workerData;
await import(pathToFileURL(entry).href);

const kept = chain();
const held = [];
if (job === 'leak') {
  setInterval(() => {
    kept.grow(perTick);
    // Traffic of its own, or V8 would have no reason to collect.
    held.push(Buffer.alloc(262_144), Buffer.alloc(262_144));
    if (held.length > 100) held.splice(0, 50);
  }, tickMs);
}
parentPort.on('message', (buffer) => parentPort.postMessage(buffer, [buffer]));
parentPort.postMessage('ready');
