// What the services of the catalogue do in their workers.
import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const { entry, leaky, job } = workerData;
if (entry) await import(pathToFileURL(entry).href);

const cache = new Map();
let tasks = 0;

const jobs = {
  hash: (payload) => createHash('sha256').update(payload).digest('hex'),
  cache(payload) {
    cache.set((tasks += 1), payload);
    if (!leaky) cache.delete(tasks);
  },
  interval() {
    const timer = setInterval(() => {}, 1e8);
    if (!leaky) clearInterval(timer);
  },
  open() {
    const fd = openSync('/dev/null', 'r');
    if (!leaky) closeSync(fd);
  },
};

parentPort.on('message', ({ payload, moved, fail, exit }) => {
  if (exit) process.exit(0);
  if (moved) {
    parentPort.postMessage(moved, [moved]);
    return;
  }
  jobs[job](payload);
  parentPort.postMessage({ failed: fail === true });
});
parentPort.postMessage('ready');
