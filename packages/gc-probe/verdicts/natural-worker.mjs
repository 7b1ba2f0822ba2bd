// What the programs under load do in their workers: each message is 10 ms of work.
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { chain } from './chain.mjs';
import { followTicks } from './tick-clock.mjs';
import { traffic } from './traffic.mjs';

const { entry, job, perTick, clock } = workerData;
followTicks(clock);
await import(pathToFileURL(entry).href);

const kept = chain();
// Traffic of its own, or V8 would have no reason to collect.
const serve = traffic();
parentPort.on('message', (buffer) => {
  if (buffer) {
    parentPort.postMessage(buffer, [buffer]);
    return;
  }
  serve();
  if (job === 'leak') kept.grow(perTick);
  parentPort.postMessage('done');
});
parentPort.postMessage('ready');
